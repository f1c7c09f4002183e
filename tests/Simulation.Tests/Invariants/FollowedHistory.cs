using System.Text.Json;
using EventCluster.Contracts.Bus;
using EventCluster.ControlPlane.Log;
using EventCluster.NodeWorker.Follow;
using EventCluster.Simulation.Tests.Store;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>What the history says in each scope, after each event of it: what nodes have followed is compared with that.</summary>
internal sealed class FollowedHistory
{
    private readonly StoreServer _server;
    private readonly List<Mark> _cluster = [];
    private readonly Dictionary<string, List<Mark>> _nodes = new(StringComparer.Ordinal);

    /// <summary>Follows a store.</summary>
    internal FollowedHistory(StoreServer server)
    {
        _server = server;
        server.Appended += Follow;
    }

    /// <summary>Version of the last event.</summary>
    internal int Version { get; private set; } = -1;

    /// <summary>Why what a node has followed is not the fold of its two scopes; null where it is.</summary>
    internal string? Difference(string node, FollowedCluster followed)
    {
        var own = _nodes.GetValueOrDefault(node) ?? [];
        var facts = At(_cluster, followed.Cluster.Applied).Facts;
        var mine = At(own, followed.Own.Applied).Facts;
        facts = facts with { Generation = Math.Max(facts.Generation, mine.Generation) };
        return Difference("the cluster", _cluster, followed.Cluster, followed.Through)
            ?? Difference(node, own, followed.Own, followed.Through)
            ?? (followed.Facts != facts ? $"it has {followed.Facts} and the history says {facts}" : null);
    }

    /// <summary>The first event up to a version that a node follows and has not followed yet; null for none.</summary>
    internal int? Missing(string node, FollowedCluster followed, int through) =>
        Next(_cluster, followed.Cluster, through) ?? Next(_nodes.GetValueOrDefault(node) ?? [], followed.Own, through);

    private static int? Next(List<Mark> marks, FollowedScope followed, int through) =>
        followed.Applied < marks.Count && marks[(int)followed.Applied].Version is var version && version <= through ? version : null;

    private static string? Difference(string scope, List<Mark> marks, FollowedScope followed, int through)
    {
        if (followed.Applied > marks.Count)
        {
            return $"{followed.Applied} events of {scope} were applied, and there are {marks.Count}";
        }

        var last = At(marks, followed.Applied);
        return (last.Version, last.Id) != (followed.Version, followed.Last) ? $"after {followed.Applied} events of {scope} it is at version {followed.Version} and not at {last.Version}"
            : followed.Applied < marks.Count && marks[(int)followed.Applied].Version <= through
                ? $"nothing up to version {through} were missing, and {marks[(int)followed.Applied].Version} of {scope} is"
            : null;
    }

    private static Mark At(List<Mark> marks, long applied) => applied > 0 && applied <= marks.Count ? marks[(int)applied - 1] : Mark.Nothing;

    private void Follow()
    {
        foreach (var stored in _server.Read(ClusterLog.Stream, Version + 1, StreamStore.ReadDirection.Forwards, int.MaxValue))
        {
            Version = stored.Version;
            var scope = EventScopes.Of(ClusterLog.Decode(stored).Event);
            var marks = _cluster;
            if (scope is not null && !_nodes.TryGetValue(scope, out marks))
            {
                _nodes[scope] = marks = [];
            }

            BusEvent e = new(stored.Id, stored.Version, stored.Position, stored.Type, default, scope, -1, JsonElement.Parse(stored.Data.Span), default);
            marks.Add(new(stored.Version, stored.Id, At(marks, marks.Count).Facts.After(e)));
        }
    }

    private sealed record Mark(int Version, Guid? Id, ClusterFacts Facts)
    {
        internal static readonly Mark Nothing = new(-1, null, ClusterFacts.Nothing);
    }
}
