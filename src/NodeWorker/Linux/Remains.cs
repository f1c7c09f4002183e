namespace EventCluster.NodeWorker.Linux;

/// <summary>Ends what is left of a service that has lost its guard.</summary>
public static class Remains
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Kills the group and everything that was started with the variable, and returns once all of it is gone.</summary>
    /// <param name="group">Process group, 0 for none.</param>
    /// <param name="variable"><c>NAME=value</c> that only this service's processes have.</param>
    /// <param name="limit">How long to try.</param>
    /// <param name="clock">Measures the limit.</param>
    /// <returns>False when something still runs after the limit.</returns>
    public static async Task<bool> EndAsync(int group, string variable, TimeSpan limit, TimeProvider clock)
    {
        var begun = clock.GetTimestamp();
        while (true)
        {
            if (group > 0)
            {
                _ = Native.Kill(-group, Native.SigKill);
            }

            var left = ProcessTable.WithVariable(variable).ToList();
            foreach (var pid in left)
            {
                _ = Native.Kill(pid, Native.SigKill);
            }

            if (left.Count == 0 && (group == 0 || !ProcessTable.Group(group).Any()))
            {
                return true;
            }

            if (clock.GetElapsedTime(begun) > limit)
            {
                return false;
            }

            await Task.Delay(Pause);
        }
    }
}
