using System.Collections.Concurrent;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>The newest heartbeat of each node.</summary>
internal sealed class SightBook
{
    private readonly ConcurrentDictionary<string, NodeSight> _sights = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    internal IEnumerable<KeyValuePair<string, NodeSight>> All => _sights;

    /// <summary>The newest heartbeat of a node; null without one.</summary>
    internal NodeSight? Find(string node) => _sights.GetValueOrDefault(node);

    /// <summary>Notes a heartbeat that came just now.</summary>
    /// <returns>It and the one before it; null when it is no newer than what is known, as when it came over both ways.</returns>
    internal (NodeSight Sight, NodeSight? Before)? Note(string node, HeartbeatRequest heartbeat, TimeProvider clock, string channel)
    {
        var before = _sights.GetValueOrDefault(node);
        if (before is not null && before.Heartbeat.Boot == heartbeat.Boot && before.Heartbeat.Sequence >= heartbeat.Sequence)
        {
            return null;
        }

        var now = clock.Now();
        var sight = new NodeSight(heartbeat, now, clock.GetUtcNow().UtcDateTime, channel, before?.Channel == channel ? before.ChannelSince : now);
        _sights[node] = sight;
        return (sight, before);
    }

    /// <summary>Forgets a node.</summary>
    internal void Forget(string node) => _sights.TryRemove(node, out _);

    /// <summary>Forgets all.</summary>
    internal void Clear() => _sights.Clear();
}
