using EventCluster.Domain.Events;

namespace EventCluster.ControlPlane.Log;

/// <summary>
/// Which events of the history concern whom. Each has one scope: a node, or the whole cluster (null). The versions of each scope are kept in order, so
/// the event before any other in its scope is known, and what a node has missed is found without reading the rest. Four bytes for each event.
/// </summary>
public sealed class EventScopes
{
    private readonly Lock _gate = new();
    private readonly List<int> _cluster = [];
    private readonly Dictionary<string, List<int>> _nodes = new(StringComparer.Ordinal);
    private int _version = -1;

    /// <summary>Everything up to this version is known here.</summary>
    internal int Version => Volatile.Read(ref _version);

    /// <summary>Whom an event concerns: a node by name, or null for the whole cluster. What only one node and the control plane act on is the node's.</summary>
    internal static string? Of(ClusterEvent e) => e switch
    {
        NodeJoined x => x.Node,
        NodeRestarted x => x.Node,
        NodeLeft x => x.Node,
        NodeRemoved x => x.Node,
        NodeSuspected x => x.Node,
        NodeLost x => x.Node,
        NodeRecovered x => x.Node,
        NodeChecksChanged x => x.Node,
        NodeDrainStarted x => x.Node,
        NodeDrained x => x.Node,
        NodeResumed x => x.Node,
        NodeRestartRequested x => x.Node,
        NodeRestartCompleted x => x.Node,
        NodeConfigurationApplied x => x.Node,
        ConfigurationChanged x => x.Node,
        // The name of a refused join is checked before it is recorded; other commands may name anything.
        CommandRefused { Command: "JoinNode" } x => x.Target,
        _ => null,
    };

    /// <summary>Adds the next event.</summary>
    internal void Add(int version, string? scope)
    {
        lock (_gate)
        {
            var versions = _cluster;
            if (scope is not null && !_nodes.TryGetValue(scope, out versions))
            {
                _nodes[scope] = versions = [];
            }

            versions.Add(version);
            Volatile.Write(ref _version, version);
        }
    }

    /// <summary>The version of the event before one in its scope, -1 for the first.</summary>
    internal int Previous(string? scope, int version)
    {
        lock (_gate)
        {
            var versions = scope is null ? _cluster : _nodes.GetValueOrDefault(scope);
            var place = versions is null ? 0 : FirstFrom(versions, version);
            return place > 0 ? versions![place - 1] : -1;
        }
    }

    /// <summary>The versions after one that concern a node, its own and the cluster's, oldest first.</summary>
    /// <returns>At most so many versions, the version through which nothing is missing in them, and whether there are more.</returns>
    internal (IReadOnlyList<int> Versions, int Through, bool More) Following(string node, int after, int limit)
    {
        lock (_gate)
        {
            var own = _nodes.GetValueOrDefault(node) ?? [];
            var (i, j) = (FirstFrom(_cluster, after + 1), FirstFrom(own, after + 1));
            List<int> found = [];
            while (found.Count < limit && (i < _cluster.Count || j < own.Count))
            {
                found.Add(j >= own.Count || (i < _cluster.Count && _cluster[i] < own[j]) ? _cluster[i++] : own[j++]);
            }

            var more = i < _cluster.Count || j < own.Count;
            return (found, more ? found[^1] : Math.Max(_version, after), more);
        }
    }

    /// <summary>Index of the first version that is not smaller.</summary>
    private static int FirstFrom(List<int> versions, int version)
    {
        var place = versions.BinarySearch(version);
        return place >= 0 ? place : ~place;
    }
}
