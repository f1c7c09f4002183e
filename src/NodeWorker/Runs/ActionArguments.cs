using System.Globalization;
using EventCluster.Contracts.Jobs;

namespace EventCluster.NodeWorker.Runs;

/// <summary>What comes from the network reaches an action only as environment variables.</summary>
public static class ActionArguments
{
    private const string Prefix = "EVENTCLUSTER_ARG_";
    private const string OwnSettings = "EventCluster__";
    private static readonly string[] OfTheService = ["EVENTCLUSTER_LEASE_FILE", "EVENTCLUSTER_REASON"];

    /// <summary>The whole environment of an action, as <c>NAME=value</c>: the worker's own without its settings, and what the run is about.</summary>
    /// <param name="own">What the service would be given.</param>
    /// <param name="order">The run.</param>
    /// <param name="place">A path that only this worker uses.</param>
    public static IEnumerable<string> Environment(IReadOnlyDictionary<string, string> own, RunOrder order, string place) =>
        own.Where(v => !v.Key.StartsWith(OwnSettings, StringComparison.OrdinalIgnoreCase) && !OfTheService.Contains(v.Key))
            .Where(v => !v.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(v => $"{v.Key}={v.Value}")
            .Concat(
            [
                Mark(order.Run, place),
                $"EVENTCLUSTER_RUN={order.Run:D}",
                $"EVENTCLUSTER_JOB={order.Job.Replace('\0', ' ')}",
                string.Create(CultureInfo.InvariantCulture, $"EVENTCLUSTER_TERM={order.Term}"),
                string.Create(CultureInfo.InvariantCulture, $"EVENTCLUSTER_FIRE_TIME={order.FireTime.ToUniversalTime():O}"),
                string.Create(CultureInfo.InvariantCulture, $"EVENTCLUSTER_ATTEMPT={order.Attempt}"),
            ])
            .Concat(order.Arguments.Select(a => $"{Prefix}{a.Key}={a.Value}"));

    /// <summary>By it every process of a run of this worker is known.</summary>
    public static string Mark(Guid run, string place) => $"EVENTCLUSTER_RUN_MARK={run:D}:{place}";
}
