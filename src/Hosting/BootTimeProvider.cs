using System.Runtime.InteropServices;

namespace EventCluster.Hosting;

/// <summary>
/// The clock that measures leases: its timestamps go on while the machine is suspended (<c>CLOCK_BOOTTIME</c> on Linux), where the
/// framework's own stopwatch stands still. All processes of one machine read the same clock.
/// </summary>
public sealed partial class BootTimeProvider : TimeProvider
{
    private const int ClockBootTime = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private static readonly bool HasBootTime = OperatingSystem.IsLinux();

    /// <summary>The one instance.</summary>
    public static readonly BootTimeProvider Instance = new();

    /// <inheritdoc/>
    public override long TimestampFrequency => HasBootTime ? NanosecondsPerSecond : base.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        if (!HasBootTime)
        {
            return base.GetTimestamp();
        }

        _ = ClockGetTime(ClockBootTime, out var time);
        return time.Seconds * NanosecondsPerSecond + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

/// <summary>Monotonic instants as durations since the clock's origin.</summary>
public static class MonotonicTime
{
    /// <summary>This instant. Only to be compared with others of the same clock.</summary>
    public static TimeSpan Now(this TimeProvider clock) => clock.GetElapsedTime(0);
}
