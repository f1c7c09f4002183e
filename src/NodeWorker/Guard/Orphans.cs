using System.Globalization;
using EventCluster.NodeWorker.Linux;

namespace EventCluster.NodeWorker.Guard;

/// <summary>
/// What a service leaves behind when it ends. The guard is the reaper of everything below it, so that even a process that has left the
/// group and the session becomes its child when its parent dies, and is found here.
/// </summary>
internal static unsafe class Orphans
{
    private const int PauseMilliseconds = 1;

    /// <summary>From now on, orphans below this process become its children.</summary>
    internal static void Adopt() => _ = Native.ProcessControl(Native.PrSetChildSubreaper, 1, 0, 0, 0);

    /// <summary>Orphans go to the machine's first process again, as hooks expect that start a service in the background.</summary>
    internal static void Disown() => _ = Native.ProcessControl(Native.PrSetChildSubreaper, 0, 0, 0, 0);

    /// <summary>Lets go of adopted children that have ended, up to one that is waited for elsewhere. Allocates nothing.</summary>
    internal static void Reap(int waitedFor)
    {
        const int informationBytes = 128;
        const int processOffset = 16;
        var information = stackalloc byte[informationBytes];
        while (true)
        {
            *(int*)(information + processOffset) = 0;
            var failed = Native.WaitId(Native.WaitAll, 0, information, Native.NoHang | Native.WaitExited | Native.WaitNoReap) < 0;
            var found = *(int*)(information + processOffset);
            if (failed || found == 0 || found == waitedFor)
            {
                return;
            }

            int status;
            _ = Native.WaitPid(found, &status, Native.NoHang);
        }
    }

    /// <summary>Kills every child until none is left.</summary>
    internal static void Sweep()
    {
        while (true)
        {
            int status;
            var found = Native.WaitPid(-1, &status, Native.NoHang);
            if (found < 0)
            {
                return;
            }

            if (found == 0)
            {
                foreach (var child in Children())
                {
                    _ = Native.Kill(child, Native.SigKill);
                }

                _ = Native.Poll(null, 0, PauseMilliseconds);
            }
        }
    }

    private static IEnumerable<int> Children()
    {
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            string text;
            try
            {
                text = File.ReadAllText(Path.Combine(thread, "children"));
            }
            catch (IOException)
            {
                continue;
            }

            foreach (var pid in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                yield return int.Parse(pid, CultureInfo.InvariantCulture);
            }
        }
    }
}
