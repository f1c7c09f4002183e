namespace EventCluster.ControlPlane.Bus;

/// <summary>Wires what speaks over the bus. Without a bus nothing of it exists.</summary>
internal static class BusServices
{
    internal static void AddBus(this IServiceCollection services, OpenBus open)
    {
        services.AddSingleton(open).AddSingleton<BusLink>().AddSingleton<ForeignKeys>().AddSingleton<BusHealth>().AddSingleton<InstanceBusMetrics>();
        services.AddSingleton<HeartbeatConsumer>().AddSingleton<InstanceQueues>().AddSingleton<RelayCheckpoints>().AddSingleton<RelayPublisher>().AddSingleton<Relay>().AddSingleton<SignalSender>();
        // Stopped in the opposite order: the bus last.
        services.AddHostedService<BusHost>();
        services.AddHostedService(s => s.GetRequiredService<SignalSender>());
        services.AddHostedService<QueueRemoval>();
        services.AddHostedService<BrokerWatch>();
        services.AddHostedService(s => s.GetRequiredService<Relay>());
    }
}
