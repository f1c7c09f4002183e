using EventCluster.Contracts.Jobs;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.NodeWorker.Linux;

namespace EventCluster.NodeWorker.Runs;

/// <summary>Runs the book: one input at a time, its effects in their order. Inputs come from several threads; no effect waits for anything.</summary>
/// <param name="book">The book as it starts.</param>
/// <param name="runner">Carries out what it decides, and reports ends; null where no action is offered.</param>
/// <param name="clock">The boot clock.</param>
/// <param name="log">Shows what happens.</param>
public sealed partial class RunHost(RunBook book, Func<RunHost, ActionRunner?> runner, TimeProvider clock, ILogger<RunHost> log) : IDisposable
{
    /// <summary>A lease is never shorter; a node without the role is not told how long it is.</summary>
    private const int IntervalsInLease = 3;

    private static readonly TimeSpan RemainsLimit = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private RunBook _book = book;
    private ActionRunner? _runner;

    /// <summary>Something is to be told to the control plane at once. Raised on any thread, with no lock held but the caller's.</summary>
    public event Action? Changed;

    /// <summary>The book now.</summary>
    public RunBook Book => Volatile.Read(ref _book);

    /// <summary>What the next heartbeat tells; null for nothing.</summary>
    public IReadOnlyList<RunReport>? Reports => Book.Reports(clock.Now());

    /// <summary>Creates the runner; called once before anything else.</summary>
    public void Begin() => _runner = runner(this);

    /// <summary>Ends what runs of an earlier process have left behind, which is rare: their guards do that.</summary>
    /// <param name="place">A path that only this worker uses.</param>
    public async Task EndRemainsAsync(string place)
    {
        foreach (var entry in Book.Entries)
        {
            if (!await Remains.EndAsync(0, ActionArguments.Mark(entry.Run, place), RemainsLimit, clock))
            {
                LogRemains(ActionArguments.Mark(entry.Run, place));
            }
        }
    }

    /// <summary>A heartbeat was answered, and the role judged.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="sentAt">When that heartbeat was sent.</param>
    public void Answered(HeartbeatReply reply, TimeSpan sentAt) =>
        Apply((book, now) => book.Answer(reply.Term, reply.Desired.Runs ?? [], sentAt + (reply.Desired.HeartbeatInterval * IntervalsInLease), now));

    /// <summary>The role as it is now.</summary>
    public void Hold(HeldRole role)
    {
        if (Book.Role != role)
        {
            Apply((book, now) => book.Hold(role, now));
        }
    }

    /// <summary>Judges the deadlines; called often.</summary>
    public void Tick()
    {
        if (!Book.IsIdle)
        {
            Apply((book, now) => book.Tick(now));
            _runner?.Watch();
        }
    }

    /// <summary>Kills everything and begins nothing any more.</summary>
    public void Leave(string why) => Apply((book, _) => book.Leave(why));

    /// <summary>A run has ended.</summary>
    public void Finished(Guid run, RunEnd end)
    {
        Apply((book, now) => book.Finish(run, end, now));
        if (Book.Entries.Find(e => e.Run == run) is { Order: { } order } entry)
        {
            LogEnded(run, order.Job, entry.State, entry.Message ?? "");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _runner?.Dispose();

    private void Apply(Func<RunBook, TimeSpan, RunStep> input)
    {
        var tell = false;
        lock (_gate)
        {
            var step = input(_book, clock.Now());
            Volatile.Write(ref _book, step.Next);
            foreach (var effect in step.Effects)
            {
                tell |= effect is TellRuns;
                CarryOut(effect);
            }
        }

        if (tell)
        {
            Changed?.Invoke();
        }
    }

    private void CarryOut(RunEffect effect)
    {
        switch (effect)
        {
            case BeginRuns begin:
                begin.Runs.ToList().ForEach(start => LogBegun(start.Order.Run, start.Order.Job, start.Order.Action, start.Order.FireTime));
                _runner?.Begin(begin);
                break;
            case KillRun kill:
                _runner?.Kill(kill.Run);
                break;
            case MoveRun move:
                _runner?.Move(move.Run, move.Deadline);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} of {Job} begins {Action}, planned for {FireTime:O}")]
    private partial void LogBegun(Guid run, string job, string action, DateTime fireTime);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} of {Job} ended: {State} {Message}")]
    private partial void LogEnded(Guid run, string job, RunState state, string message);

    [LoggerMessage(Level = LogLevel.Error, Message = "Processes of an earlier run do not die. End the processes with {Mark} in their environment")]
    private partial void LogRemains(string mark);
}
