using EventCluster.Bus;
using EventCluster.Bus.Connection;
using EventCluster.Shared;
using RabbitMQ.Client;

namespace EventCluster.BusBench;

/// <summary>Resident memory of the broker for the queues of a thousand nodes, bound as workers bind them, empty and without consumers.</summary>
internal static class QueueBench
{
    private const int Queues = 1_000;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Figure>> RunAsync(LocalBroker broker)
    {
        await using var connection = await broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        var topology = new BusTopology("queues", []);
        foreach (var exchange in BusTopology.Exchanges)
        {
            await channel.ExchangeDeclareAsync(topology.Names.Exchange(exchange), BusTopology.Type(exchange), durable: true);
        }

        var before = await MemoryAsync(broker);
        for (var i = 0; i < Queues; i++)
        {
            await DeclareAsync(channel, topology.Names, NodeQueue.Of(topology.Names, $"bench-{i:0000}"));
        }

        var after = await MemoryAsync(broker);
        for (var i = 0; i < Queues; i++)
        {
            await channel.QueueDeleteAsync(topology.Names.Node($"bench-{i:0000}"));
        }

        return [new("broker's memory for 1,000 queues of nodes", after - before, "MiB", null, null, AtMost: true), new("broker's memory before", before, "MiB", null, null, AtMost: true)];
    }

    /// <summary>Declares and binds a queue exactly as a party of the bus does.</summary>
    public static async Task DeclareAsync(IChannel channel, BusNames names, BusQueue queue)
    {
        await channel.QueueDeclareAsync(queue.Name, durable: true, exclusive: false, autoDelete: false, BusTopology.Arguments(queue));
        foreach (var binding in queue.Bindings)
        {
            await channel.QueueBindAsync(queue.Name, names.Exchange(binding.Exchange), binding.RoutingKey);
        }
    }

    private static async Task<double> MemoryAsync(LocalBroker broker)
    {
        await Task.Delay(Settle);
        await broker.ControlAsync("force_gc");
        await Task.Delay(Settle);
        return new ProcessUse(broker.Pid).Memory;
    }
}
