namespace EventCluster.Simulation.Tests.Kernel;

/// <summary>The clocks of a machine.</summary>
/// <param name="origin">What its monotonic clock showed when the world began.</param>
/// <param name="partsPerMillion">By how much it runs fast.</param>
internal sealed class MachineClock(TimeSpan origin, int partsPerMillion)
{
    private const long Million = 1_000_000;
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far somebody has set its wall clock.</summary>
    internal TimeSpan WallOffset { get; set; }

    /// <summary>The monotonic clock at a true time.</summary>
    internal TimeSpan Monotonic(TimeSpan time) => origin + TimeSpan.FromTicks(time.Ticks + time.Ticks / Million * partsPerMillion + time.Ticks % Million * partsPerMillion / Million);

    /// <summary>The true time at which its monotonic clock shows something.</summary>
    internal TimeSpan When(TimeSpan monotonic) => TimeSpan.FromTicks((long)((monotonic - origin).Ticks * (double)Million / (Million + partsPerMillion)));

    /// <summary>The wall clock at a true time.</summary>
    internal DateTimeOffset Wall(TimeSpan time) => Epoch + time + WallOffset;

    /// <summary>How long a duration of its own is in truth, rounded up.</summary>
    internal TimeSpan True(TimeSpan local) => TimeSpan.FromTicks((long)Math.Ceiling(local.Ticks * (double)Million / (Million + partsPerMillion)) + 1);
}
