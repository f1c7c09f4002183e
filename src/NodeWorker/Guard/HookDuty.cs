using EventCluster.NodeWorker.Linux;

namespace EventCluster.NodeWorker.Guard;

/// <summary>
/// Hooks start and stop the service. It is certainly stopped only when the deactivate hook says so by ending with 0; whatever ends the
/// role runs that hook, with a time limit.
/// </summary>
internal sealed class HookDuty(string setPriv, GuardOrder order, Action<FrameKind, long> report) : GuardDuty
{
    private const int NotRun = 0x7F00;
    private bool _deactivating;
    private bool _failed;
    private int _failure;
    private bool _again;

    /// <inheritdoc/>
    internal override void Start()
    {
        Orphans.Disown();
        Child = GuardedChild.Start(setPriv, order.Command, order.Environment, out _);
        if (Child is null)
        {
            IsDone = true;
            report(FrameKind.StartFailed, NotRun);
        }
    }

    /// <inheritdoc/>
    internal override void Stop(long limit) => Deactivate(limit);

    /// <inheritdoc/>
    internal override void Kill()
    {
        if (_deactivating && GuardClock.Now >= KillAt)
        {
            // The hook itself takes too long.
            KillAt = GuardClock.Never;
            Child?.Signal(Native.SigKill);
            return;
        }

        Deactivate(order.StopLimit);
    }

    /// <inheritdoc/>
    internal override void Ended(int status)
    {
        Child = null;
        KillAt = GuardClock.Never;
        if (_deactivating)
        {
            _deactivating = false;
            IsDone = status == 0;
            var kind = status != 0 ? FrameKind.StopFailed : _failed ? FrameKind.StartFailed : FrameKind.Exited;
            report(kind, _failed ? _failure : status);
        }
        else if (_again)
        {
            Deactivate(order.StopLimit);
        }
        else if (status == 0)
        {
            report(FrameKind.Started, 0);
        }
        else
        {
            (_failed, _failure) = (true, status);
            Deactivate(order.StopLimit);
        }
    }

    private void Deactivate(long limit)
    {
        if (_deactivating)
        {
            KillAt = Math.Min(KillAt, GuardClock.Now + limit);
            return;
        }

        if (Child is not null)
        {
            // The activate hook goes first; its end leads back here.
            _again = true;
            Child.Signal(Native.SigKill);
            return;
        }

        Child = GuardedChild.Start(setPriv, order.Deactivate, order.Environment, out _);
        if (Child is null)
        {
            report(FrameKind.StopFailed, NotRun);
            return;
        }

        (_deactivating, _again) = (true, false);
        KillAt = GuardClock.Now + limit;
    }
}
