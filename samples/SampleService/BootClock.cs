using System.Runtime.InteropServices;

namespace EventCluster.SampleService;

/// <summary><c>CLOCK_BOOTTIME</c>: the clock of the lease file, the same in every process of the machine.</summary>
internal static partial class BootClock
{
    private const int ClockBootTime = 7;
    private const double MillisecondsPerSecond = 1e3;
    private const double NanosecondsPerMillisecond = 1e6;

    /// <summary>Milliseconds since the machine started.</summary>
    internal static double NowMilliseconds
    {
        get
        {
            _ = ClockGetTime(ClockBootTime, out var time);
            return time.Seconds * MillisecondsPerSecond + time.Nanoseconds / NanosecondsPerMillisecond;
        }
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
