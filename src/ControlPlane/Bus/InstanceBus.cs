using EventCluster.Bus;
using EventCluster.Bus.Connection;
using EventCluster.Bus.RabbitMq;
using EventCluster.ControlPlane.Settings;

namespace EventCluster.ControlPlane.Bus;

/// <summary>How an instance opens its bus.</summary>
internal static class InstanceBus
{
    /// <summary>As the settings say; null where they have none.</summary>
    internal static OpenBus? Of(ControlPlaneSettings settings, TimeProvider clock) =>
        settings.Bus is { } bus ? Over(new RabbitMqBroker(bus, settings.Instance), settings, clock) : null;

    /// <summary>Over a given broker.</summary>
    /// <exception cref="ArgumentException">There is no key to seal with.</exception>
    internal static OpenBus Over(IBroker broker, ControlPlaneSettings settings, TimeProvider clock)
    {
        var key = settings.Key ?? throw new ArgumentException("A bus needs an encryption key.", nameof(settings));
        return (cluster, queues, rejected, logs) => MessageBus.Start(
            new(broker, cluster, key, new(BusRole.Instance, settings.Instance), queues) { Rejected = rejected }, clock, logs);
    }
}
