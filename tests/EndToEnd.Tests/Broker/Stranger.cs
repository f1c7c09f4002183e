using System.Collections.Concurrent;
using EventCluster.Bus;
using EventCluster.EndToEnd.Tests.Processes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>Somebody with a login to the broker and without the key: listens to everything of a cluster and publishes what it likes.</summary>
public sealed class Stranger : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly BusNames _names;
    private readonly ConcurrentQueue<Overheard> _overheard = [];

    private Stranger(IConnection connection, IChannel channel, BusNames names) => (_connection, _channel, _names) = (connection, channel, names);

    /// <summary>Connects and listens.</summary>
    public static async Task<Stranger> ConnectAsync(Uri broker, string cluster, params string[] nodes)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        var stranger = new Stranger(connection, channel, new(cluster));
        await stranger.ListenAsync([(BusExchange.Events, "#"), (BusExchange.Heartbeats, ""), .. nodes.Select(node => (BusExchange.Nodes, node))]);
        return stranger;
    }

    /// <summary>Waits for a message that is as wanted; the newest.</summary>
    public Task<Overheard> HearsAsync(string what, Func<Overheard, bool> isWanted) =>
        Until.HasAsync($"{what} is overheard", () => Task.FromResult(_overheard.Reverse().FirstOrDefault(isWanted)));

    /// <summary>Publishes bytes.</summary>
    public ValueTask SayAsync(BusExchange exchange, string key, byte[] body) => _channel.BasicPublishAsync(_names.Exchange(exchange), key, body);

    /// <summary>How many messages wait in a queue.</summary>
    public Task<uint> CountAsync(string queue) => _channel.MessageCountAsync(queue);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task ListenAsync(IEnumerable<(BusExchange Exchange, string Key)> bindings)
    {
        var queue = await _channel.QueueDeclareAsync();
        foreach (var (exchange, key) in bindings)
        {
            await _channel.QueueBindAsync(queue.QueueName, _names.Exchange(exchange), key);
        }

        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            _overheard.Enqueue(new(message.Exchange, message.RoutingKey, message.Body.ToArray()));
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
    }
}

/// <summary>A message as it went over the broker.</summary>
public sealed record Overheard(string Exchange, string Key, byte[] Body);
