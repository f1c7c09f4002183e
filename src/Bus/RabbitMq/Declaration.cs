using EventCluster.Bus.Connection;
using RabbitMQ.Client;

namespace EventCluster.Bus.RabbitMq;

/// <summary>
/// Asks a host whether it can be used, by declaring everything on a connection of its own: so its refusals come with their reasons, and MassTransit is only started
/// where it will succeed.
/// </summary>
internal static class Declaration
{
    internal static async Task DeclareAsync(ConnectionFactory factory, BusTopology topology, CancellationToken cancellation)
    {
        await using var connection = await factory.CreateConnectionAsync(cancellation).ConfigureAwait(false);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
        foreach (var exchange in BusTopology.Exchanges)
        {
            await channel.ExchangeDeclareAsync(
                topology.Names.Exchange(exchange), BusTopology.Type(exchange), durable: true, autoDelete: false, cancellationToken: cancellation).ConfigureAwait(false);
        }

        await channel.ExchangeDeclareAsync(topology.Names.Errors, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellation).ConfigureAwait(false);
        await DeclareQueueAsync(channel, topology.Names.Errors, BusTopology.ErrorArguments(), cancellation).ConfigureAwait(false);
        await channel.QueueBindAsync(topology.Names.Errors, topology.Names.Errors, "", cancellationToken: cancellation).ConfigureAwait(false);
        foreach (var queue in topology.Queues)
        {
            await DeclareQueueAsync(channel, queue.Name, BusTopology.Arguments(queue), cancellation).ConfigureAwait(false);
            foreach (var binding in queue.Bindings)
            {
                await channel.QueueBindAsync(queue.Name, topology.Names.Exchange(binding.Exchange), binding.RoutingKey, cancellationToken: cancellation).ConfigureAwait(false);
            }
        }
    }

    private static Task DeclareQueueAsync(IChannel channel, string queue, Dictionary<string, object?> arguments, CancellationToken cancellation) =>
        channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellation);
}
