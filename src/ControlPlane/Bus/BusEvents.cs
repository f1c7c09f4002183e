using System.Text.Json;
using EventCluster.Contracts.Bus;
using EventCluster.ControlPlane.Log;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Bus;

/// <summary>Events of the history as nodes get them, over the bus and over HTTP alike.</summary>
internal sealed class BusEvents(IStreamStore store, ClusterLog log)
{
    /// <summary>The most stored events that are read at a time to find a few among them.</summary>
    private const int MostBetween = 64;

    /// <summary>A stored event that this instance has folded.</summary>
    internal BusEvent Of(StoredEvent stored)
    {
        var envelope = ClusterLog.Decode(stored);
        var scope = EventScopes.Of(envelope.Event);
        return new(
            stored.Id, stored.Version, stored.Position, stored.Type, envelope.Metadata.At, scope, log.Scopes.Previous(scope, stored.Version),
            JsonElement.Parse(stored.Data.Span), JsonElement.Parse(stored.Metadata.Span));
    }

    /// <summary>What a node follows after a version. Only the stretches of the history are read in which something of it stands.</summary>
    internal async Task<NodeEventPage> ReadAsync(string node, int after, int limit, CancellationToken cancellation)
    {
        var (versions, through, more) = log.Scopes.Following(node, after, limit);
        List<BusEvent> items = new(versions.Count);
        var next = 0;
        while (next < versions.Count)
        {
            var last = EndOfStretch(versions, next);
            var count = versions[last] - versions[next] + 1;
            await foreach (var stored in store.ReadStreamAsync(ClusterLog.Stream, versions[next], limit: count, cancellation: cancellation))
            {
                if (stored.Version == versions[next])
                {
                    items.Add(Of(stored));
                    next++;
                }
            }

            if (next <= last)
            {
                throw new StoreUnavailableException($"Version {versions[next]} of the cluster's history could not be read again.");
            }
        }

        return new(items, through, more);
    }

    /// <summary>Index of the last version that is read together with the first: those between two wanted ones are read too while they are few.</summary>
    private static int EndOfStretch(IReadOnlyList<int> versions, int first)
    {
        var last = first;
        while (last + 1 < versions.Count && versions[last + 1] - versions[last] <= MostBetween)
        {
            last++;
        }

        return last;
    }
}
