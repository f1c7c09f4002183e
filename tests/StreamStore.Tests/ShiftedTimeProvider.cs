namespace EventCluster.StreamStore.Tests;

/// <summary>The system's time with its wall clock set apart by an offset.</summary>
internal sealed class ShiftedTimeProvider : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
