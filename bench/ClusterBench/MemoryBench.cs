using System.Diagnostics;
using EventCluster.Shared;

namespace EventCluster.ClusterBench;

/// <summary>Resident memory of the control plane with a thousand nodes that live.</summary>
internal static class MemoryBench
{
    private const int Nodes = 1_000;
    private const int Seconds = 20;
    private const double Mebibyte = 1024 * 1024;

    public static async Task<IReadOnlyList<Figure>> RunAsync(string folder)
    {
        await using var programs = await Programs.StartAsync(folder, "balanced");
        var fleet = await Fleet.JoinAsync(programs, Nodes);
        await fleet.LiveAsync(Seconds);
        using var process = Process.GetProcessById(programs.Pid("control-plane"));
        return [new("memory with 1,000 nodes at a heartbeat a second", process.WorkingSet64 / Mebibyte, "MiB", null, 250, AtMost: true)];
    }
}
