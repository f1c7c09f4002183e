using EventCluster.Contracts.Jobs;
using EventCluster.ControlPlane.Leadership;
using EventCluster.Domain.Jobs;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;

namespace EventCluster.ControlPlane.Jobs.BuiltIn;

/// <summary>A run that this process carries out itself. It is told to end at its time limit, with the term, and when somebody asks so.</summary>
/// <param name="run">The run.</param>
/// <param name="upkeep">What it does; null where this version does not know it.</param>
/// <param name="holder">The term.</param>
/// <param name="clock">The monotonic clock.</param>
internal sealed class OwnRun(Run run, IUpkeep? upkeep, TermHolder holder, TimeProvider clock)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _end = new();
    private readonly RunStarted _start = run.Start!;
    private volatile Ending? _ending;

    /// <summary>Begins it; completed when it has ended, and never failed.</summary>
    internal async Task<RunReport> RunAsync()
    {
        // Whoever begins it does not wait for any of it.
        await Task.Yield();
        var begun = clock.Now();
        var watch = WatchAsync(begun);
        var (state, output, message) = await DoAsync();
        await _end.CancelAsync();
        await watch;
        return new(run.Id, state, state == RunState.Succeeded ? 0 : null, Short(output), Short(message), clock.Now() - begun);
    }

    /// <summary>Tells it to end. The first cause is the one reported.</summary>
    internal void End(RunState state, string why)
    {
        Interlocked.CompareExchange(ref _ending, new(state, why), null);
        _end.Cancel();
    }

    private async Task<(RunState State, string? Output, string? Message)> DoAsync()
    {
        try
        {
            if (upkeep is null)
            {
                return (RunState.Refused, null, $"This instance does not know '{_start.Action}'. Bring all instances to the same version.");
            }

            var result = await upkeep.RunAsync(new(_start.Term, _start.Arguments), _end.Token);
            return (result.Problem is null ? RunState.Succeeded : RunState.Failed, result.Output, result.Problem);
        }
        catch (Exception e)
        {
            // Whatever it threw is its outcome; nobody else waits for it.
            return _end.IsCancellationRequested && _ending is { } ending ? (ending.State, null, ending.Why) : (RunState.Failed, null, e.Message);
        }
    }

    private async Task WatchAsync(TimeSpan begun)
    {
        while (!_end.IsCancellationRequested)
        {
            if (holder.Held?.Term != _start.Term)
            {
                End(RunState.Lost, $"It was ended with term {_start.Term}.");
            }
            else if (clock.Now() - begun >= _start.TimeLimit)
            {
                End(RunState.TimedOut, $"It was ended at its time limit, {_start.TimeLimit:c}.");
            }
            else
            {
                await clock.PauseAsync(Glance, _end.Token);
            }
        }
    }

    private static string? Short(string? text) => text is { Length: > RunReport.LongestOutput } ? text[..RunReport.LongestOutput] : text;

    private sealed record Ending(RunState State, string Why);
}
