namespace EventCluster.Hosting.Waiting;

/// <summary>The framework's timers count whole milliseconds and cut the rest off, so that they fire early: a loop that waits for less would spin.</summary>
public static class TimerGrain
{
    /// <summary>The next whole millisecond; zero for a time that has passed.</summary>
    public static TimeSpan RoundUp(TimeSpan time) =>
        time > TimeSpan.Zero ? TimeSpan.FromTicks((time.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond) : TimeSpan.Zero;
}
