namespace EventCluster.NodeWorker.Tests.Support;

/// <summary>Time that passes only when the test says so.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _ticks = TimeSpan.FromHours(1).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    internal void Step(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
