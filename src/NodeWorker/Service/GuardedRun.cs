using EventCluster.NodeWorker.Guard;
using EventCluster.NodeWorker.Linux;

namespace EventCluster.NodeWorker.Service;

/// <summary>One start of the service, under its guard. Guarded by the lock of <see cref="GuardedService"/>.</summary>
/// <param name="number">Number of the start.</param>
/// <param name="guard">Its guard.</param>
/// <param name="order">What it runs.</param>
internal sealed class GuardedRun(long number, GuardProcess guard, GuardOrder order)
{
    /// <summary>Number of the start.</summary>
    internal long Number => number;

    /// <summary>Its guard.</summary>
    internal GuardProcess Guard => guard;

    /// <summary>What the guard is to run; its deadline is the newest one.</summary>
    internal GuardOrder Order { get; set; } = order;

    /// <summary>True once the guard was told to start.</summary>
    internal bool IsOrdered { get; set; }

    /// <summary>True once the service runs, or has run.</summary>
    internal bool HasStarted { get; set; }

    /// <summary>True once the guard's process has ended.</summary>
    internal bool IsGuardGone { get; set; }

    /// <summary>True while what it guarded is ended from outside, because it is gone.</summary>
    internal bool IsEnding { get; set; }

    /// <summary>Process id of the service, and of its group; 0 before it runs, and with hooks.</summary>
    internal int Pid { get; set; }

    /// <summary>Its processes, for whoever starts after this worker.</summary>
    internal (ProcessIdentity? Guard, ProcessIdentity? Service) Trace { get; set; }

    private static readonly TimeSpan Reconsideration = TimeSpan.FromMilliseconds(50);

    // The oldest deadline that the guard has not confirmed, the first kill that it has not answered, and since when that is too long.
    private TimeSpan? _unconfirmedSince;
    private TimeSpan? _killSentAt;
    private TimeSpan? _silentSince;
    private TimeSpan? _sent = GuardClock.To(order.Deadline);

    /// <summary>Moves the deadline.</summary>
    internal void Move(TimeSpan? deadline, TimeSpan now)
    {
        Order = Order with { Deadline = GuardClock.From(deadline) };
        if (IsOrdered)
        {
            _sent = deadline;
            _unconfirmedSince ??= now;
            guard.Send(FrameKind.Deadline, Order.Deadline);
        }
    }

    /// <summary>The guard has confirmed a deadline.</summary>
    internal void Confirmed(long deadline, TimeSpan now) => _unconfirmedSince = deadline == GuardClock.From(_sent) ? null : now;

    /// <summary>Whether the guard hangs: it has not answered for a limit.</summary>
    internal bool IsSilent(TimeSpan now, TimeSpan confirmationLimit, TimeSpan killLimit)
    {
        var silent = now - _unconfirmedSince > confirmationLimit || now - _killSentAt > killLimit;

        // Not at the first look: this process may have been paused together with the guard, whose answers then wait to be read.
        _silentSince = silent ? _silentSince ?? now : null;
        return now - _silentSince > Reconsideration;
    }

    /// <summary>The guard has said something.</summary>
    internal void Heard() => _silentSince = null;

    /// <summary>Has the guard kill.</summary>
    internal void Kill(TimeSpan now)
    {
        _killSentAt ??= now;
        guard.Send(FrameKind.Kill, 0);
    }

    /// <summary>The kill was answered: the next one is measured anew.</summary>
    internal void KillAnswered() => _killSentAt = null;
}
