using EventCluster.NodeWorker.Linux;
using EventCluster.NodeWorker.Settings;
using EventCluster.NodeWorker.State;

namespace EventCluster.NodeWorker.Service;

/// <summary>
/// Makes sure, before a new process of this node says anything, that no service of the one before it runs: to the control plane the new process is the
/// proof of that.
/// </summary>
/// <param name="data">The worker's directory.</param>
/// <param name="settings">How the service is stopped.</param>
/// <param name="environment">By what its processes are known.</param>
/// <param name="clock">Measures the limits.</param>
public sealed class Leftovers(DataDirectory data, ServiceSettings settings, ServiceEnvironment environment, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan GuardGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    /// <summary>Ends them.</summary>
    /// <param name="trace">What the process before this one noted; null for nothing.</param>
    /// <returns>Null when certainly nothing runs, otherwise what is in the way.</returns>
    public async Task<string?> EndAsync(ServiceTrace? trace)
    {
        // A guard that has lost its worker stops the service by itself; in hook mode that takes a while.
        if (!await NoGuardWithin(settings.StopBound + GuardGrace) && trace?.Guard is { } guard && ProcessTable.IsAlive(guard))
        {
            _ = Native.Kill(guard.Pid, Native.SigKill);
        }

        if (!await NoGuardWithin(GuardGrace))
        {
            return $"a guard of an earlier worker still holds '{data.GuardLockFile}'. End the process that has it open.";
        }

        if (trace is { Hooks: true })
        {
            return settings.Deactivate.Count == 0
                ? "an earlier worker has activated the service by a hook, and no deactivate hook is set. Set Node:Service:Hooks:Deactivate."
                : await HookCommand.RunAsync(settings.Deactivate, environment.For("", 0, "the worker was restarted", 0), settings.StopBound);
        }

        var group = trace?.Process is { } process && ProcessTable.IsAlive(process) ? process.Pid : 0;
        return await Remains.EndAsync(group, environment.Mark, KillLimit, clock)
            ? null
            : $"processes of an earlier service do not die within {KillLimit}. End the processes with {environment.Mark} in their environment.";
    }

    private async Task<bool> NoGuardWithin(TimeSpan limit)
    {
        var begun = clock.GetTimestamp();
        while (!data.HasNoGuard())
        {
            if (clock.GetElapsedTime(begun) > limit)
            {
                return false;
            }

            await Task.Delay(Pause);
        }

        return true;
    }
}
