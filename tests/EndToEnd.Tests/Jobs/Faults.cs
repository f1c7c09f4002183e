using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests.Jobs;

/// <summary>What befalls the control plane of a cluster, one after the other.</summary>
/// <param name="cluster">The cluster.</param>
public sealed class Faults(TestCluster cluster)
{
    /// <summary>Longer than the scheduler's lease in the profile <c>balanced</c>, with its drift allowance.</summary>
    private static readonly TimeSpan LongerThanTheLease = TimeSpan.FromSeconds(8);

    // The byte of SQLite's shared memory that a writer locks, in write-ahead mode.
    private const long WriteLock = 120;

    private readonly List<(string What, DateTime From, DateTime To)> _done = [];

    /// <summary>What has happened, in UTC.</summary>
    public IReadOnlyList<(string What, DateTime From, DateTime To)> Done => _done;

    /// <summary>One of them, by number.</summary>
    public Task StrikeAsync(int kind) => kind switch
    {
        0 => TimedAsync("killed", KillAsync),
        1 => TimedAsync("paused", PauseAsync),
        _ => TimedAsync("store held", HoldStoreAsync),
    };

    private async Task TimedAsync(string what, Func<Task> strike)
    {
        var from = DateTime.UtcNow;
        await strike();
        _done.Add((what, from, DateTime.UtcNow));
    }

    private async Task KillAsync()
    {
        var holder = await cluster.HolderAsync();
        await holder.KillAsync();
        await PauseAsync(TimeSpan.FromSeconds(1));
        holder.Start();
    }

    private async Task PauseAsync()
    {
        var holder = await cluster.HolderAsync();
        holder.Signal(PosixSignals.Stop);
        await PauseAsync(LongerThanTheLease);
        holder.Signal(PosixSignals.Continue);
    }

    /// <summary>Another process holds the lock of writers: the store takes nothing from any instance.</summary>
    private async Task HoldStoreAsync()
    {
        await using FileStream memory = new(cluster.DatabasePath + "-shm", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        await Until.IsAsync("the lock of writers", () => TryLock(memory));
        await PauseAsync(LongerThanTheLease);

        // Closing the file gives the lock back.
    }

    private static bool TryLock(FileStream memory)
    {
        try
        {
            // Workers need Linux anyway.
            if (OperatingSystem.IsLinux())
            {
                memory.Lock(WriteLock, 1);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Task PauseAsync(TimeSpan time) => Task.Delay(time, TestContext.Current.CancellationToken);
}
