using System.Globalization;
using EventCluster.Contracts.Jobs;

namespace EventCluster.NodeWorker.Runs;

/// <summary>What comes from the network reaches an action only as environment variables, of bounded number and size.</summary>
public static class ActionArguments
{
    /// <summary>Most arguments of a run.</summary>
    public const int Most = 50;

    /// <summary>Most characters of a name.</summary>
    public const int LongestName = 63;

    /// <summary>Most characters of a value.</summary>
    public const int LongestValue = 1000;

    private const string Prefix = "EVENTCLUSTER_ARG_";
    private const string OwnSettings = "EventCluster__";
    private static readonly string[] OfTheService = ["EVENTCLUSTER_LEASE_FILE", "EVENTCLUSTER_REASON"];

    /// <summary>What is wrong with arguments, for people; null for nothing.</summary>
    public static string? Problem(IReadOnlyDictionary<string, string> arguments)
    {
        if (arguments.Count > Most)
        {
            return $"It has {arguments.Count} arguments; at most {Most} are allowed.";
        }

        foreach (var (name, value) in arguments)
        {
            if (!IsName(name))
            {
                return $"An argument has a name that cannot be used; allowed are letters, digits and '_', 1 to {LongestName}.";
            }

            if (value is null || value.Length > LongestValue || value.Contains('\0', StringComparison.Ordinal))
            {
                return $"The argument '{name}' has {value?.Length ?? 0} characters; at most {LongestValue} are allowed, none of them NUL.";
            }
        }

        return null;
    }

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

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
