namespace EventCluster.Bus.Tests;

/// <summary>A wall clock that stands where it was put.</summary>
internal sealed class WallClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
