using EventCluster.NodeWorker.Linux;

namespace EventCluster.NodeWorker.Guard;

/// <summary>The service is a child: signals go to its whole group, and what it leaves behind is killed before its end is reported.</summary>
internal sealed class SupervisedDuty(string setPriv, GuardOrder order, Action<FrameKind, long> report) : GuardDuty
{
    /// <inheritdoc/>
    internal override void Start()
    {
        Orphans.Adopt();
        Child = GuardedChild.Start(setPriv, order.Command, order.Environment, out var error);
        IsDone = Child is null;
        report(IsDone ? FrameKind.StartFailed : FrameKind.Started, Child?.Pid ?? -error);
    }

    /// <inheritdoc/>
    internal override void Stop(long limit)
    {
        KillAt = GuardClock.Now + limit;
        Child?.Signal(Native.SigTerm);
    }

    /// <inheritdoc/>
    internal override void Kill()
    {
        KillAt = GuardClock.Never;
        Child?.Signal(Native.SigKill);
    }

    /// <inheritdoc/>
    internal override void Ended(int status)
    {
        Child?.Signal(Native.SigKill);
        Orphans.Sweep();
        IsDone = true;
        report(WaitStatus.IsNotStarted(status) ? FrameKind.StartFailed : FrameKind.Exited, status);
    }
}
