using System.Globalization;
using System.Text.Json;
using EventCluster.Contracts.Bus;
using EventCluster.NodeWorker.Follow;

namespace EventCluster.NodeWorker.Tests.Follow;

/// <summary>A history of a cluster as the control plane keeps it, seen from node-a.</summary>
internal sealed class History
{
    internal const string Node = "node-a";
    private readonly List<BusEvent> _events = [];
    private readonly Dictionary<string, int> _last = [];

    internal IReadOnlyList<BusEvent> Events => _events;

    internal int Version => _events.Count - 1;

    /// <summary>What concerns the node, oldest first.</summary>
    internal IEnumerable<BusEvent> Followed => _events.Where(e => e.Scope is null or Node);

    /// <summary>Adds an event.</summary>
    internal BusEvent Add(string type, string data = "{}", string? scope = null)
    {
        var version = _events.Count;
        var e = new BusEvent(
            Guid.CreateVersion7(), version, version * 2, type, DateTime.UnixEpoch, scope, _last.GetValueOrDefault(scope ?? "", -1), JsonElement.Parse(data),
            JsonElement.Parse("{}"));
        _last[scope ?? ""] = version;
        _events.Add(e);
        return e;
    }

    /// <summary>Adds an event of one of many kinds.</summary>
    internal BusEvent AddAny(int kind) => (kind % 8) switch
    {
        0 => Add("HighAvailabilityDisabled"),
        1 => Add("HighAvailabilityEnabled"),
        2 => Add("NodeActivated", Data("""{"node":"node-b","epoch":#}""")),
        3 => Add("EpochReleased", Data("""{"node":"node-b","epoch":#}""")),
        4 => Add("ConfigurationChanged", Data("""{"generation":#,"node":"node-a"}"""), Node),
        5 => Add("NodeChecksChanged", scope: Node),
        6 => Add("NodeChecksChanged", scope: "node-b"),
        _ => Add("SchedulerActivated", Data("""{"term":#,"instance":"cp-1"}""")),
    };

    /// <summary>The answer of an instance that knows the history up to a version.</summary>
    internal NodeEventPage Page(int after, int limit, int head)
    {
        var items = Followed.Where(e => e.Version > after && e.Version <= head).Take(limit + 1).ToList();
        return items.Count > limit ? new(items[..limit], items[limit - 1].Version, true) : new(items, Math.Max(head, after), false);
    }

    /// <summary>What somebody knows who has seen each event once and in order.</summary>
    internal FollowedCluster Plain() =>
        Followed.Aggregate(FollowedCluster.Nothing, (cluster, e) => cluster.Apply(e) is { Outcome: Following.Applied } step ? step.Next : throw new InvalidOperationException($"{e}"));

    private string Data(string text) => text.Replace("#", _events.Count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
