using EventCluster.Bus.Connection;
using EventCluster.Bus.Delivery;
using EventCluster.Bus.Wire;
using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;

namespace EventCluster.Bus.RabbitMq;

/// <summary>Sets up a receive endpoint of MassTransit so that it consumes a declared queue and adds nothing to the broker.</summary>
internal static class ConsumedQueue
{
    private const int FewestUnacknowledged = 64;

    internal static void Configure(
        IRabbitMqReceiveEndpointConfigurator endpoint, BusQueue queue, BusNames names, Func<Delivered, ValueTask> deliver, Action<RabbitMQ.Client.IConnection> watch)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.ConcurrentMessageLimit = queue.Concurrency;
        endpoint.PrefetchCount = Math.Max(FewestUnacknowledged, queue.Concurrency * 2);
        UseOwnExchange(endpoint, queue.Bindings[0], names);
        foreach (var (name, value) in BusTopology.Arguments(queue))
        {
            endpoint.SetQueueArgument(name, value);
        }

        endpoint.ConfigureChannel(channel => channel.UseExecute(context => watch(context.ConnectionContext.Connection)));
        endpoint.ConfigureReceive(receive => receive.UseFilter(new DeliverFilter(queue, deliver)));
    }

    /// <summary>MassTransit wants an exchange for each queue and would make one of the queue's name; it gets the one to which the queue is bound anyway.</summary>
    private static void UseOwnExchange(IRabbitMqReceiveEndpointConfigurator endpoint, BusBinding binding, BusNames names)
    {
        var settings = (RabbitMqReceiveSettings)((IRabbitMqReceiveEndpointConfiguration)endpoint).Settings;
        settings.ExchangeName = names.Exchange(binding.Exchange);
        settings.ExchangeType = BusTopology.Type(binding.Exchange);
        settings.RoutingKey = binding.RoutingKey;
    }
}
