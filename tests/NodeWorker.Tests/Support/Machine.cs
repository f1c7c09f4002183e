using System.Diagnostics;
using System.Globalization;
using EventCluster.NodeWorker.Linux;

namespace EventCluster.NodeWorker.Tests.Support;

/// <summary>What the tests do to real processes.</summary>
internal static class Machine
{
    internal static readonly string SetPriv = Prerequisites.FindSetPriv(Environment.GetEnvironmentVariable("PATH"));

    internal static bool Runs(int pid) => pid > 0 && ProcessTable.Identify(pid) is not null;

    internal static void Pause(int pid) => Signal("STOP", pid);

    internal static void Resume(int pid) => Signal("CONT", pid);

    internal static void Kill(int pid) => Signal("KILL", pid);

    internal static void Signal(string signal, int pid)
    {
        using var kill = Process.Start("kill", ["-s", signal, pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
