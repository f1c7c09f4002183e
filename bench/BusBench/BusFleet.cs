using System.Collections.Concurrent;
using System.Diagnostics;
using EventCluster.Bus;
using EventCluster.Bus.Delivery;
using EventCluster.Bus.Trust;
using EventCluster.Contracts;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.Shared;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace EventCluster.BusBench;

/// <summary>Many nodes over few connections: they join over HTTP, then heartbeat over the broker.</summary>
internal sealed class BusFleet : IAsyncDisposable
{
    private const int Connections = 4;
    private const int Joins = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly List<(IConnection Connection, IChannel Publish, IChannel Consume)> _connections = [];
    private readonly BusNames _names;

    private BusFleet(BusNames names, IReadOnlyList<BusNode> nodes) => (_names, Nodes) = (names, nodes);

    public IReadOnlyList<BusNode> Nodes { get; }

    /// <summary>Waits of the heartbeats that were answered.</summary>
    public ConcurrentQueue<TimeSpan> Answered { get; private set; } = [];

    /// <summary>Gets each message that is no answer, as it comes: node and arrival.</summary>
    public Action<BusNode, Delivered>? Other { get; set; }

    /// <summary>Gets each answer as it comes.</summary>
    public Action? OnAnswer { get; set; }

    /// <summary>The frames of one heartbeat and one answer.</summary>
    public (byte[] Heartbeat, byte[] Answer) Sample { get; private set; } = ([], []);

    public static async Task<BusFleet> JoinAsync(Programs programs, LocalBroker broker, EncryptionKey key, int nodes)
    {
        using var http = new HttpClient { BaseAddress = new Uri(programs.Url), Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", programs.JoinToken);
        var joined = new BusNode[nodes];
        var cluster = "";
        await Parallel.ForAsync(0, nodes, new ParallelOptions { MaxDegreeOfParallelism = Joins }, async (i, cancellation) =>
        {
            var (name, boot) = ($"bench-{i:0000}", Guid.CreateVersion7());
            var join = new JoinRequest(
                name, Guid.CreateVersion7(), boot, "home" + name, ["web"], "bench", "1.0", "0.1.0", "http://127.0.0.1:1", "Linux", key.Fingerprint(), TimeSpan.FromMilliseconds(50));
            using var response = await http.PostAsJsonAsync("/v1/nodes", join, WireJson.Default.JoinRequest, cancellation);
            response.EnsureSuccessStatusCode();
            var reply = (await response.Content.ReadFromJsonAsync(WireJson.Default.JoinReply, cancellation))!;
            cluster = reply.Cluster;
            joined[i] = new(new SealKey(key, reply.Cluster), name, boot);
        });
        var fleet = new BusFleet(new(cluster), joined);
        await fleet.ConnectAsync(broker);
        return fleet;
    }

    /// <summary>Publishes a node's next heartbeat.</summary>
    public async Task SendAsync(int node)
    {
        var frame = Nodes[node].Heartbeat(Interval);
        var properties = new BasicProperties { Expiration = $"{(long)Interval.TotalMilliseconds}" };
        await _connections[node % Connections].Publish.BasicPublishAsync(_names.Exchange(BusExchange.Heartbeats), "", mandatory: false, properties, frame);
        Sample = (frame, Sample.Answer);
    }

    /// <summary>Every node sends a heartbeat a second, evenly spread, until it is told to stop.</summary>
    public async Task LiveAsync(CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        var sent = 0L;
        while (!stop.IsCancellationRequested)
        {
            for (var due = (long)(Stopwatch.GetElapsedTime(begun).TotalSeconds * Nodes.Count); sent < due; sent++)
            {
                await SendAsync((int)(sent % Nodes.Count));
            }

            await Task.Delay(1, CancellationToken.None);
        }
    }

    /// <summary>The waits of all heartbeats that are answered during a time.</summary>
    public async Task<IReadOnlyList<TimeSpan>> AnsweredAsync(TimeSpan span)
    {
        Answered = [];
        await Task.Delay(span);
        return [.. Answered];
    }

    /// <summary>As many heartbeats as are answered with a number of them under way; answers each second.</summary>
    public async Task<double> FloodAsync(int underWay, TimeSpan span)
    {
        using var room = new SemaphoreSlim(Math.Min(underWay, Nodes.Count / 2));
        Answered = [];
        OnAnswer = () => room.Release();
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; Stopwatch.GetElapsedTime(begun) < span; i = (i + 1) % Nodes.Count)
        {
            if (Nodes[i].IsPending)
            {
                continue;
            }

            await room.WaitAsync();
            await SendAsync(i);
        }

        var answered = Answered.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        OnAnswer = null;
        await Task.Delay(TimeSpan.FromSeconds(1));
        return answered;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (connection, publish, consume) in _connections)
        {
            await publish.DisposeAsync();
            await consume.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    private async Task ConnectAsync(LocalBroker broker)
    {
        for (var c = 0; c < Connections; c++)
        {
            var connection = await broker.ConnectAsync();
            var publish = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false));
            var consume = await connection.CreateChannelAsync();
            _connections.Add((connection, publish, consume));
            for (var i = c; i < Nodes.Count; i += Connections)
            {
                await ConsumeAsync(consume, Nodes[i]);
            }
        }
    }

    private async Task ConsumeAsync(IChannel channel, BusNode node)
    {
        await QueueBench.DeclareAsync(channel, _names, node.Queue);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            Take(node, new(node.Queue, delivery.Exchange, delivery.RoutingKey, delivery.Body.Length, delivery.Body, delivery.Redelivered));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(node.Queue.Name, autoAck: true, consumer);
    }

    private void Take(BusNode node, Delivered delivery)
    {
        if (node.Take(delivery) is not { } wait)
        {
            Other?.Invoke(node, delivery);
            return;
        }

        if (Sample.Answer.Length == 0)
        {
            Sample = (Sample.Heartbeat, delivery.Body.ToArray());
        }

        Answered.Enqueue(wait);
        OnAnswer?.Invoke();
    }
}
