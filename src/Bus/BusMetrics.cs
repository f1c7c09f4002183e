using System.Text.Json;
using EventCluster.Hosting.Metrics;

namespace EventCluster.Bus;

/// <summary>What happened on a bus since it was started.</summary>
/// <param name="IsConnected">Whether it is connected now.</param>
/// <param name="Published">Messages that the broker confirmed in time.</param>
/// <param name="PublishFailed">Messages that it did not, whatever the reason.</param>
/// <param name="Received">Messages whose seal was good.</param>
/// <param name="HandlerFailures">Messages that their handler could not digest.</param>
/// <param name="Connections">How often it was connected.</param>
/// <param name="Rejected">Messages that were refused, by reason.</param>
public sealed record BusMetrics(
    bool IsConnected, long Published, long PublishFailed, long Received, long HandlerFailures, long Connections, IReadOnlyDictionary<RejectReason, long> Rejected)
{
    /// <summary>Adds them to a text.</summary>
    public void WriteTo(PrometheusText text)
    {
        text.Gauge("eventcluster_bus_connected", "1 while the broker is connected.", IsConnected ? 1 : 0)
            .Counter("eventcluster_bus_connections_total", "How often the broker was connected.", Connections)
            .Counter("eventcluster_bus_published_total", "Messages that the broker confirmed.", Published)
            .Counter("eventcluster_bus_publish_failed_total", "Messages that the broker did not confirm in time, or that were not sent because it was away.", PublishFailed)
            .Counter("eventcluster_bus_received_total", "Messages received with a good seal.", Received)
            .Counter("eventcluster_bus_handler_failures_total", "Messages that could not be handled and went to the error queue.", HandlerFailures);
        foreach (var (reason, count) in Rejected.OrderBy(rejected => rejected.Key))
        {
            text.Counter(
                "eventcluster_bus_rejected_total", "Messages refused before they were handled.", count,
                ("reason", JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString())));
        }
    }
}
