using System.Threading.Channels;
using EventCluster.Contracts.Jobs;
using EventCluster.Hosting;
using EventCluster.NodeWorker.Guard;
using EventCluster.NodeWorker.Linux;
using EventCluster.NodeWorker.Service;
using EventCluster.NodeWorker.Settings;

namespace EventCluster.NodeWorker.Runs;

/// <summary>
/// Carries out what the book decides: each action runs under a guard of its own, which kills it with all it has started at its deadline, when told to, and
/// when the worker is gone. No call waits for disk or processes; how each ended is reported.
/// </summary>
public sealed class ActionRunner : IDisposable
{
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, RunningAction> _running = [];
    private readonly Channel<BeginRuns> _begins = Channel.CreateBounded<BeginRuns>(RunReport.MostRuns * 2);
    private readonly IReadOnlyDictionary<string, ActionSettings> _actions;
    private readonly Func<long, IReadOnlyDictionary<string, string>> _environment;
    private readonly Action<RunMemory> _save;
    private readonly TimeProvider _clock;
    private readonly Action<Guid, RunEnd> _ended;
    private readonly string _place;
    private readonly GuardPool _guards;

    /// <summary>Makes it, with nothing started but a guard that waits.</summary>
    /// <param name="actions">What may be run.</param>
    /// <param name="environment">What the service would be given under an epoch.</param>
    /// <param name="guard">How to start a guard.</param>
    /// <param name="save">Keeps the memory on disk, or throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
    /// <param name="clock">The boot clock.</param>
    /// <param name="ended">A run has ended, with everything that it had started.</param>
    /// <param name="warn">Something that somebody should see.</param>
    public ActionRunner(
        IReadOnlyDictionary<string, ActionSettings> actions, Func<long, IReadOnlyDictionary<string, string>> environment, GuardProgram guard,
        Action<RunMemory> save, TimeProvider clock, Action<Guid, RunEnd> ended, Action<string> warn)
    {
        (_actions, _environment, _save, _clock, _ended, _place) = (actions, environment, save, clock, ended, guard.LockFile);
        _guards = new(guard, clock, Printed, Heard, Gone, warn);
        _guards.Replenish();
        _ = Task.Run(BeginAsync);
    }

    /// <summary>Starts runs soon, after the memory of them is on disk.</summary>
    public void Begin(BeginRuns begin)
    {
        lock (_gate)
        {
            foreach (var start in begin.Runs)
            {
                _running[start.Order.Run] = new(start);
            }
        }

        // There is always room: no more runs are begun than may run.
        _begins.Writer.TryWrite(begin);
    }

    /// <summary>Kills a run, or never starts it.</summary>
    public void Kill(Guid run) => With(run, action => action.Kill(_clock.Now()));

    /// <summary>Moves its deadline.</summary>
    public void Move(Guid run, TimeSpan? deadline) => With(run, action => action.Move(deadline));

    /// <summary>Called often: gives up guards that do not answer.</summary>
    public void Watch()
    {
        lock (_gate)
        {
            var now = _clock.Now();
            foreach (var action in _running.Values)
            {
                action.Watch(now, KillLimit);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _begins.Writer.TryComplete();
        _guards.Close();
    }

    private async Task BeginAsync()
    {
        await foreach (var begin in _begins.Reader.ReadAllAsync())
        {
            var problem = Save(begin.Memory);
            foreach (var start in begin.Runs)
            {
                Launch(start.Order.Run, problem);
            }

            _guards.Replenish();
        }
    }

    private string? Save(RunMemory memory)
    {
        try
        {
            _save(memory);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"It was not started because its beginning could not be written down: {e.Message}";
        }
    }

    private void Launch(Guid run, string? problem)
    {
        var guard = problem is null && !IsKilled(run) ? _guards.Take() : null;
        lock (_gate)
        {
            var action = _running[run];
            if (guard is not null)
            {
                action.Guard = guard;
                if (action.IsKilled)
                {
                    guard.Kill();
                }

                Order(action);
                return;
            }

            _running.Remove(run);
        }

        _ended(run, new(null, problem ?? "It was not started: no guard could be started for it.", ""));
    }

    private bool IsKilled(Guid run)
    {
        lock (_gate)
        {
            return _running[run].IsKilled;
        }
    }

    private void Order(RunningAction action) => action.Order(
        _actions[action.Start.Order.Action].Command, () => ActionArguments.Environment(_environment(action.Start.Epoch), action.Start.Order, _place));

    private void Printed(GuardProcess guard, ReadOnlySpan<byte> output) => Find(guard)?.Output.Append(output);

    private void Heard(GuardProcess guard, GuardFrame frame)
    {
        lock (_gate)
        {
            if (Find(guard) is { } action)
            {
                action.Hear(frame, _clock.Now());
                Order(action);
            }
        }
    }

    /// <summary>Called on the guard's own thread, which may wait.</summary>
    private void Gone(GuardProcess guard)
    {
        guard.DrainOutput(OutputGrace);
        RunningAction? action;
        lock (_gate)
        {
            action = Find(guard);
            if (action is null)
            {
                return;
            }

            // Its slot is taken until it is certainly gone, but it can be signalled no more.
            _running.Remove(action.Start.Order.Run);
        }

        _ = Task.Run(() => ConcludeAsync(action));
    }

    private async Task ConcludeAsync(RunningAction action)
    {
        var run = action.Start.Order.Run;
        if (action.Unguarded is { } group)
        {
            await Remains.EndAsync(group, ActionArguments.Mark(run, _place), KillLimit, _clock);
        }

        _ended(run, action.End());
    }

    private RunningAction? Find(GuardProcess guard)
    {
        lock (_gate)
        {
            return _running.Values.FirstOrDefault(action => action.Guard == guard);
        }
    }

    private void With(Guid run, Action<RunningAction> act)
    {
        lock (_gate)
        {
            if (_running.TryGetValue(run, out var action))
            {
                act(action);
            }
        }
    }
}
