using EventCluster.NodeWorker.Linux;

namespace EventCluster.NodeWorker.Guard;

/// <summary>The boot clock in nanoseconds, as the guard counts.</summary>
public static unsafe class GuardClock
{
    /// <summary>A deadline that never comes.</summary>
    public const long Never = long.MaxValue;

    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerTick = 100;

    /// <summary>This instant.</summary>
    public static long Now
    {
        get
        {
            Native.TimeSpec time;
            _ = Native.ClockGetTime(Native.ClockBootTime, &time);
            return time.Seconds * NanosecondsPerSecond + time.Nanoseconds;
        }
    }

    /// <summary>An instant of <c>BootTimeProvider</c>; null is <see cref="Never"/>.</summary>
    public static long From(TimeSpan? instant) => instant is { } some ? some.Ticks * NanosecondsPerTick : Never;

    /// <summary>The opposite of <see cref="From"/>.</summary>
    public static TimeSpan? To(long nanoseconds) => nanoseconds == Never ? null : TimeSpan.FromTicks(nanoseconds / NanosecondsPerTick);

    /// <summary>Lets a timer descriptor fire at an instant, also when the machine slept meanwhile; <see cref="Never"/> disarms it.</summary>
    internal static void Arm(int timer, long at)
    {
        var spec = default(Native.TimerSpec);
        if (at != Never)
        {
            // An instant of zero would disarm the timer.
            var due = Math.Max(at, 1);
            spec.Value = new() { Seconds = due / NanosecondsPerSecond, Nanoseconds = due % NanosecondsPerSecond };
        }

        _ = Native.TimerSet(timer, Native.TimerAbsolute, &spec, null);
    }
}
