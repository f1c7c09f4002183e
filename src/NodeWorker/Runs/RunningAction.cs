using EventCluster.NodeWorker.Guard;
using EventCluster.NodeWorker.Linux;

namespace EventCluster.NodeWorker.Runs;

/// <summary>An action under its guard, from the order to its certain end. Guarded by the lock of <see cref="ActionRunner"/>.</summary>
/// <param name="start">What was ordered.</param>
internal sealed class RunningAction(StartRun start)
{
    private TimeSpan? _deadline = start.Deadline;
    private long _confirmed = GuardClock.Never;
    private bool _isOverdue;
    private bool _isOrdered;
    private bool _hasStarted;
    private int _group;
    private GuardFrame? _end;
    private TimeSpan? _killedAt;

    /// <summary>What was ordered.</summary>
    internal StartRun Start => start;

    /// <summary>Its guard; null before there is one.</summary>
    internal GuardProcess? Guard { get; set; }

    /// <summary>What it prints.</summary>
    internal OutputTail Output { get; } = new();

    /// <summary>It is to be killed.</summary>
    internal bool IsKilled => _killedAt is not null;

    /// <summary>Its process group, while something of it may run that no guard ends.</summary>
    internal int? Unguarded => _isOrdered && _end is null ? _group : null;

    /// <summary>Hands it to its guard, once both are ready.</summary>
    internal void Order(IReadOnlyList<string> command, Func<IEnumerable<string>> environment)
    {
        if (Guard is { IsReady: true } guard && !_isOrdered && !IsKilled)
        {
            (_isOrdered, _confirmed) = (true, GuardClock.From(_deadline));
            guard.Start(new(_confirmed, 0, command, [], [.. environment()]));
        }
    }

    /// <summary>Its guard has said something.</summary>
    internal void Hear(GuardFrame frame, TimeSpan now)
    {
        switch (frame.Kind)
        {
            case FrameKind.Started:
                (_hasStarted, _group) = (true, (int)frame.Number);
                Signal();
                break;
            case FrameKind.Acknowledged:
                _confirmed = frame.Number;
                break;
            case FrameKind.Exited or FrameKind.StartFailed:
                (_end, _group, _isOverdue) = (frame, 0, GuardClock.From(now) >= _confirmed);
                break;
        }
    }

    /// <summary>Moves the deadline; null for never.</summary>
    internal void Move(TimeSpan? deadline)
    {
        _deadline = deadline;
        if (_isOrdered && _end is null)
        {
            Guard!.Send(FrameKind.Deadline, GuardClock.From(deadline));
        }
    }

    /// <summary>Kills it. Nothing is waited for.</summary>
    internal void Kill(TimeSpan now)
    {
        _killedAt ??= now;
        if (!_isOrdered)
        {
            Guard?.Kill();
            return;
        }

        // By this hand first: the guard may hang. It ends what has left the group.
        Signal();
        Guard!.Send(FrameKind.Kill, 0);
    }

    /// <summary>Gives up a guard that does not answer a kill; the action dies with it.</summary>
    internal void Watch(TimeSpan now, TimeSpan limit)
    {
        if (now - _killedAt > limit)
        {
            Guard?.Kill();
        }
    }

    /// <summary>How it ended.</summary>
    internal RunEnd End() => _end switch
    {
        { Kind: FrameKind.StartFailed, Number: < 0 } failed => new(null, $"The action could not be started: error {-failed.Number} of the system.", Output.ToString()),
        { Kind: FrameKind.Exited } when !_hasStarted => new(null, "The action was not started: its time was over before.", "", _isOverdue),
        { } end => new(WaitStatus.ExitCode(end.Number), $"The action {WaitStatus.Describe(end.Number)}.", Output.ToString(), _isOverdue && WaitStatus.ExitCode(end.Number) is null),
        null => new(null, "The action was killed because its guard ended.", Output.ToString()),
    };

    private void Signal()
    {
        if (IsKilled && _group > 0)
        {
            _ = Native.Kill(-_group, Native.SigKill);
        }
    }
}
