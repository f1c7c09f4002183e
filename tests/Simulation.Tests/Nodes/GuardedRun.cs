using EventCluster.Hosting.Waiting;
using EventCluster.NodeWorker.Service;
using EventCluster.Simulation.Tests.Kernel;

namespace EventCluster.Simulation.Tests.Nodes;

/// <summary>
/// One start of the service, under its guard: a process beside the worker that knows a deadline and ends the service when it passes, or when the worker is gone. Ending
/// takes time, at most what the node has named as its bound.
/// </summary>
internal sealed class GuardedRun
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private readonly Scheduler _scheduler;
    private readonly Dice _dice;
    private readonly NodeMachine _machine;
    private readonly TimeSpan _stopBound;
    private readonly Action<ServiceEvent, string> _report;
    private readonly SimulatedProcess _guard;
    private readonly SimulatedClock _clock;
    private readonly Bell _moved;
    private TimeSpan? _deadline;
    private TimeSpan? _leaseFile;
    private bool _isEnding;

    /// <summary>Starts it.</summary>
    internal GuardedRun(Scheduler scheduler, Dice dice, NodeMachine machine, long number, long epoch, TimeSpan? deadline, TimeSpan stopBound, Action<ServiceEvent, string> report)
    {
        (_scheduler, _dice, _machine, Number, Epoch, _deadline, _leaseFile, _stopBound, _report) = (scheduler, dice, machine, number, epoch, deadline, deadline, stopBound, report);
        _guard = new(scheduler, $"{machine.Name}'s guard {number}");
        _clock = new(scheduler, machine.Clock, _guard);
        _moved = new(_clock);
        _guard.Start(WatchAsync);
        var time = dice.LongTailed(TimeSpan.FromMilliseconds(80));
        if (dice.Chance(0.02))
        {
            _guard.Start(() => ExitAsync(time, ServiceEvent.StartFailed, "it did not start"));
        }
        else
        {
            _guard.Start(() => BeginAsync(time));
        }
    }

    /// <summary>Number of the start.</summary>
    internal long Number { get; }

    /// <summary>The epoch that the service was given.</summary>
    internal long Epoch { get; }

    /// <summary>When its guard kills it, on the machine's monotonic clock; null for never.</summary>
    internal TimeSpan? Deadline => _deadline;

    /// <summary>True from its first instruction to its last.</summary>
    internal bool Exists
    {
        get;
        private set
        {
            field = value;
            _machine.Running.Note(_machine, value);
        }
    }

    /// <summary>True until nothing of it is left.</summary>
    internal bool IsOpen { get; private set; } = true;

    /// <summary>True once it has gone on after its deadline had passed while it stood still.</summary>
    internal bool StoodStillPastDeadline { get; private set; }

    /// <summary>What the service reads in its lease file right before it acts.</summary>
    internal bool MayServe(TimeSpan now) => _leaseFile is not { } until || now < until;

    /// <summary>The worker moves the deadline; the guard hears of it unless it stands still.</summary>
    internal void Move(TimeSpan? deadline) => _guard.Do(() =>
    {
        if (!_isEnding)
        {
            (_deadline, _leaseFile) = (deadline, deadline);
            _moved.Ring();
        }
    });

    /// <summary>An orderly stop: mostly quick, sometimes never.</summary>
    internal void Stop()
    {
        if (!_dice.Chance(0.03))
        {
            var time = _dice.LongTailed(TimeSpan.FromMilliseconds(60));
            _guard.Start(() => ExitAsync(time, ServiceEvent.Exited, "it stopped"));
        }
    }

    /// <summary>Ends it without any grace.</summary>
    internal void Kill(string why)
    {
        if (!_isEnding)
        {
            _isEnding = true;
            var time = _dice.Between(TimeSpan.Zero, _stopBound * 0.9);
            _guard.Start(() => ExitAsync(time, ServiceEvent.Exited, why));
        }
    }

    /// <summary>It ends by itself.</summary>
    internal void Crash() => _guard.Start(() => ExitAsync(TimeSpan.Zero, ServiceEvent.Exited, "it crashed"));

    /// <summary>The worker is gone: the guard's pipe closes.</summary>
    internal void WorkerGone() => _guard.Do(() => Kill("its worker was gone"));

    /// <summary>Stands still with its machine.</summary>
    internal void Pause() => _guard.Pause();

    /// <summary>Goes on; a deadline that has passed is the first thing that its guard sees.</summary>
    internal void Resume()
    {
        StoodStillPastDeadline |= _deadline <= _machine.Clock.Monotonic(_scheduler.Now);
        _guard.Resume();
    }

    /// <summary>Dead at once, with its machine.</summary>
    internal void Die()
    {
        (Exists, IsOpen) = (false, false);
        _guard.Kill();
    }

    private async Task BeginAsync(TimeSpan after)
    {
        await Task.Delay(after, _clock);
        if (IsOpen && !_isEnding)
        {
            Exists = true;
            _report(ServiceEvent.Started, "it runs");
        }
    }

    private async Task ExitAsync(TimeSpan after, ServiceEvent how, string why)
    {
        await Task.Delay(after, _clock);
        if (IsOpen)
        {
            (Exists, IsOpen) = (false, false);
            _report(how, why);
        }
    }

    private async Task WatchAsync()
    {
        while (IsOpen)
        {
            var now = _machine.Clock.Monotonic(_scheduler.Now);
            if (_deadline <= now)
            {
                Kill("its deadline passed");
                return;
            }

            await _moved.WaitAsync(_deadline is { } deadline ? deadline - now : LongestWait, CancellationToken.None);
        }
    }
}
