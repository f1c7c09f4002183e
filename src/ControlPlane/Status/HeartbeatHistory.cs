using System.Text.Json;
using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Liveness;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Status;

/// <summary>Recorded heartbeats of one node.</summary>
internal sealed class HeartbeatHistory(IStreamStore store)
{
    private const int MostScanned = 50_000;

    /// <summary>The newest heartbeats of a node, newest first, as far as the newest 50,000 of all nodes hold them.</summary>
    internal async Task<IReadOnlyList<HeartbeatEntry>> ReadAsync(string node, int limit, CancellationToken cancellation)
    {
        List<HeartbeatEntry> found = [];
        await foreach (var stored in store.ReadStreamAsync(HeartbeatRecorder.Stream, int.MaxValue, ReadDirection.Backwards, MostScanned, cancellation))
        {
            var heartbeat = JsonSerializer.Deserialize(stored.Data.Span, HeartbeatJson.Default.RecordedHeartbeat);
            if (heartbeat?.Node == node)
            {
                found.Add(new(heartbeat.At, heartbeat.Boot, heartbeat.Sequence, heartbeat.Epoch, heartbeat.Service, heartbeat.Channel, heartbeat.FailedChecks));
                if (found.Count == limit)
                {
                    break;
                }
            }
        }

        return found;
    }
}
