using EventCluster.NodeWorker.Linux;
using EventCluster.NodeWorker.Settings;

namespace EventCluster.NodeWorker.Service;

/// <summary>Ends a service whose guard is gone.</summary>
/// <param name="settings">How the service is run.</param>
/// <param name="mark">By it every process of the service is known.</param>
/// <param name="clock">Measures the limit.</param>
internal sealed class GuardlessEnd(ServiceSettings settings, string mark, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Ends it; null when it certainly does not run any more, otherwise why not.</summary>
    internal async Task<string?> EndAsync(GuardedRun run)
    {
        if (!run.IsOrdered)
        {
            return null;
        }

        if (settings.HasHooks)
        {
            var environment = run.Order.Environment.Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
            return await HookCommand.RunAsync(settings.Deactivate, environment, settings.StopBound);
        }

        return await Remains.EndAsync(run.Pid, mark, Limit, clock) ? null : $"processes of the service do not die within {Limit}";
    }
}
