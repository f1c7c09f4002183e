using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace EventCluster.BusBench;

/// <summary>
/// The client library alone, with the same bytes through queues and exchanges of the same kinds: a heartbeat to everyone, consumed, an answer to one node, consumed.
/// Publishes are confirmed, and bounded here: the library's own limiter slows down long before.
/// </summary>
internal static class RawRoundTrip
{
    private const string Heartbeats = "raw.heartbeats";
    private const string Answers = "raw.nodes";
    private const int Publishers = 4;

    public static async Task<double> RunAsync(LocalBroker broker, byte[] heartbeat, byte[] answer, int nodes, int underWay, TimeSpan span)
    {
        await using var connection = await broker.ConnectAsync();
        await using var setup = await connection.CreateChannelAsync();
        await setup.ExchangeDeclareAsync(Heartbeats, ExchangeType.Fanout);
        await setup.ExchangeDeclareAsync(Answers, ExchangeType.Direct);
        await setup.QueueDeclareAsync(Heartbeats, durable: true, exclusive: false, autoDelete: false);
        await setup.QueueBindAsync(Heartbeats, Heartbeats, "");

        using var room = new SemaphoreSlim(underWay);
        var answered = 0L;
        await using var nodeConnection = await broker.ConnectAsync();
        await using var consume = await nodeConnection.CreateChannelAsync();
        for (var i = 0; i < nodes; i++)
        {
            await consume.QueueDeclareAsync(Node(i), durable: true, exclusive: false, autoDelete: false);
            await consume.QueueBindAsync(Node(i), Answers, Node(i));
            var consumer = new AsyncEventingBasicConsumer(consume);
            consumer.ReceivedAsync += (_, _) =>
            {
                Interlocked.Increment(ref answered);
                room.Release();
                return Task.CompletedTask;
            };
            await consume.BasicConsumeAsync(Node(i), autoAck: true, consumer);
        }

        await using var answerConnection = await broker.ConnectAsync();
        await using var responder = await answerConnection.CreateChannelAsync(Confirmed);
        await AnswerAsync(responder, answer, nodes);

        await using var publisherConnection = await broker.ConnectAsync();
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => Task.Run(async () =>
        {
            await using var channel = await publisherConnection.CreateChannelAsync(Confirmed);
            while (Stopwatch.GetElapsedTime(begun) < span)
            {
                await room.WaitAsync();
                await channel.BasicPublishAsync(Heartbeats, "", heartbeat);
            }
        })));
        var rate = Interlocked.Read(ref answered) / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await RemoveAsync(setup, nodes);
        return rate;
    }

    // Confirmed by the broker, without a task for each of them.
    private static CreateChannelOptions Confirmed => new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);

    private static async Task AnswerAsync(IChannel channel, byte[] answer, int nodes)
    {
        var next = 0;
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, _) => await channel.BasicPublishAsync(Answers, Node(next = (next + 1) % nodes), answer);
        await channel.BasicConsumeAsync(Heartbeats, autoAck: true, consumer);
    }

    private static async Task RemoveAsync(IChannel channel, int nodes)
    {
        await channel.QueueDeleteAsync(Heartbeats);
        for (var i = 0; i < nodes; i++)
        {
            await channel.QueueDeleteAsync(Node(i));
        }

        await channel.ExchangeDeleteAsync(Heartbeats);
        await channel.ExchangeDeleteAsync(Answers);
    }

    private static string Node(int i) => $"raw.node.{i}";
}
