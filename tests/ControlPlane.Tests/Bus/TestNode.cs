using System.Collections.Concurrent;
using System.Text.Json;
using EventCluster.Bus;
using EventCluster.Bus.Connection;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.ControlPlane.Tests.Bus;

/// <summary>A node as the bus sees it: it beats when told to and keeps what it hears.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<BusAnswer> _answers = new();
    private readonly ConcurrentQueue<BusEvent> _events = new();
    private readonly JoinRequest _request;
    private readonly MessageBus _bus;
    private long _sequence;
    private int _signals;

    internal TestNode(IBroker broker, EncryptionKey key, JoinRequest request, JoinReply reply, string? name = null)
    {
        (_request, Reply) = (request, reply);
        var node = name ?? request.Name;
        BusNames names = new(reply.Cluster);
        BusQueue queue = new(
            names.Node(node),
            [new(BusExchange.Events, BusNames.ClusterKey), new(BusExchange.Events, BusNames.NodeKey(node)), new(BusExchange.Nodes, node), new(BusExchange.Nodes, BusNames.AllNodes)],
            Bound: 1_000, Concurrency: 1, Handle);
        _bus = MessageBus.Start(new(broker, reply.Cluster, key, new(BusRole.Node, node), [queue]), BootTimeProvider.Instance, NullLoggerFactory.Instance);
    }

    internal JoinReply Reply { get; }

    internal bool IsConnected => _bus.Status.IsConnected;

    internal IReadOnlyList<BusAnswer> Answers => [.. _answers];

    internal IReadOnlyList<BusEvent> Events => [.. _events];

    internal int Signals => Volatile.Read(ref _signals);

    /// <summary>Sends a heartbeat, as soon as the broker takes it.</summary>
    internal async Task BeatAsync()
    {
        var heartbeat = Core.Heartbeat(_request.Boot, ++_sequence);
        var body = JsonSerializer.SerializeToUtf8Bytes(heartbeat, WireJson.Default.HeartbeatRequest);
        while (!await _bus.PublishAsync(new(BusExchange.Heartbeats, "", BusKinds.Heartbeat, Guid.CreateVersion7(), body, TimeSpan.FromMinutes(1)), Limit))
        {
            await Task.Delay(10, Instance.Cancellation);
        }
    }

    public ValueTask DisposeAsync() => _bus.DisposeAsync();

    private ValueTask Handle(ReceivedMessage message)
    {
        message.Sender.Role.ShouldBe(BusRole.Instance);
        switch (message.Kind)
        {
            case BusKinds.Answer:
                _answers.Enqueue(JsonSerializer.Deserialize(message.Body.Span, WireJson.Default.BusAnswer)!);
                break;
            case BusKinds.Event:
                _events.Enqueue(JsonSerializer.Deserialize(message.Body.Span, WireJson.Default.BusEvent)!);
                break;
            case BusKinds.Signal:
                Interlocked.Increment(ref _signals);
                break;
            default:
                throw new ArgumentException(message.Kind, nameof(message));
        }

        return ValueTask.CompletedTask;
    }
}
