using EventCluster.Bus;
using EventCluster.Contracts.Bus;
using EventCluster.ControlPlane.Settings;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Bus;

/// <summary>What an instance consumes on the bus.</summary>
internal sealed class InstanceQueues(HeartbeatConsumer heartbeats, IStreamStore store, ControlPlaneSettings settings)
{
    private const int EventsBound = 1_000;

    /// <summary>Its queues on the bus of a cluster.</summary>
    internal BusQueue[] Of(BusNames names) =>
    [
        new(names.InstanceEvents(settings.Instance), [new(BusExchange.Events, "#")], EventsBound, Concurrency: 1, Wake),
        new(names.InstanceHeartbeats(settings.Instance), [new(BusExchange.Heartbeats, "")], HeartbeatConsumer.Bound, HeartbeatConsumer.Concurrency, heartbeats.HandleAsync),
    ];

    /// <summary>Another instance has appended; polling would find it later.</summary>
    private ValueTask Wake(ReceivedMessage message)
    {
        if (message is { Kind: BusKinds.Event or BusKinds.Signal, Sender.Role: BusRole.Instance } && message.Sender.Name != settings.Instance)
        {
            store.Wake();
        }

        return ValueTask.CompletedTask;
    }
}
