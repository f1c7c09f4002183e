using System.Diagnostics;

namespace EventCluster.Shared;

/// <summary>What a process uses, as the system counts it.</summary>
internal sealed class ProcessUse(int pid)
{
    private const double Mebibyte = 1024 * 1024;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly TimeSpan _processorThen = Processor(pid);

    /// <summary>Part of one processor since the measurement began; 2 is two processors.</summary>
    public double Processors => (Processor(pid) - _processorThen) / Stopwatch.GetElapsedTime(_begun);

    /// <summary>Resident memory in MiB now.</summary>
    public double Memory
    {
        get
        {
            using var process = Process.GetProcessById(pid);
            return process.WorkingSet64 / Mebibyte;
        }
    }

    private static TimeSpan Processor(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.TotalProcessorTime;
    }
}
