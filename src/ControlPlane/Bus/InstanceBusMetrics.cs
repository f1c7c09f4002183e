using EventCluster.Bus;
using EventCluster.Hosting.Metrics;

namespace EventCluster.ControlPlane.Bus;

/// <summary>What an instance's bus has done. The names stand in <c>docs/metrics.md</c>.</summary>
internal sealed class InstanceBusMetrics(BusLink link, Relay relay, RelayPublisher publisher, HeartbeatConsumer heartbeats, SignalSender signals)
{
    internal void WriteTo(PrometheusText text)
    {
        (link.Bus as MessageBus)?.Metrics.WriteTo(text);
        text.Gauge("eventcluster_bus_relay_version", "Version through which this instance has published the history, -1 before it did.", relay.Version)
            .Gauge("eventcluster_bus_relay_backlog", "Events that wait to be published by the holder of the term.", relay.Backlog)
            .Counter("eventcluster_bus_relayed_total", "Events published by this instance.", publisher.Published)
            .Counter("eventcluster_bus_signals_total", "Signals published by this instance.", signals.Sent)
            .Counter("eventcluster_bus_heartbeats_total", "Heartbeats that this instance received over the bus.", heartbeats.Heard)
            .Counter("eventcluster_bus_unusable_total", "Sealed messages of whose content nothing could be made.", heartbeats.Unusable);
    }
}
