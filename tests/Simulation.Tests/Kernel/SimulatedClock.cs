namespace EventCluster.Simulation.Tests.Kernel;

/// <summary>
/// The clocks of one machine as one of its processes sees them: a monotonic one that goes on through every pause and runs a little fast or slow, and a wall
/// clock that may be set to anything. Its timers fire in the process, never early by the machine's own clock.
/// </summary>
/// <param name="scheduler">The world's time.</param>
/// <param name="machine">The machine's clocks.</param>
/// <param name="process">Where timers fire.</param>
internal sealed class SimulatedClock(Scheduler scheduler, MachineClock machine, SimulatedProcess process) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => machine.Monotonic(scheduler.Now).Ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => machine.Wall(scheduler.Now);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SimulatedClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _version++;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                clock.Schedule(dueTime, this, _version);
            }

            return true;
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire(int version)
        {
            if (version != _version)
            {
                return;
            }

            if (_period > TimeSpan.Zero)
            {
                clock.Schedule(_period, this, version);
            }

            callback(state);
        }
    }

    private void Schedule(TimeSpan local, Timer timer, int version) =>
        scheduler.At(scheduler.Now + machine.True(local), process, static state => ((Due)state!).Fire(), new Due(timer, version));

    private sealed record Due(Timer Timer, int Version)
    {
        internal void Fire() => Timer.Fire(Version);
    }
}
