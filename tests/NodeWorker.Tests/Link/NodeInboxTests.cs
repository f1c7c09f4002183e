using System.Text.Json;
using EventCluster.Bus;
using EventCluster.Bus.InMemory;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;
using EventCluster.NodeWorker.Follow;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Tests.Follow;
using EventCluster.NodeWorker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.NodeWorker.Tests.Link;

/// <summary>The worker's side of the bus with real seals and queues, over a broker within this process.</summary>
public sealed class NodeInboxTests : IAsyncLifetime
{
    private const string Node = History.Node;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly EncryptionKey Key = EncryptionKey.From("the key of the tests", null)!;
    private readonly InMemoryBroker _broker = new();
    private readonly ClusterFollower _follower = new(FollowedCluster.Nothing);
    private readonly History _history = new();
    private MessageBus _instance = null!;
    private WorkerBus _worker = null!;
    private BusLink _link = null!;
    private NodeInbox _inbox = null!;
    private int _signals;

    public async ValueTask InitializeAsync()
    {
        _worker = new(cluster => Party(cluster, new(BusRole.Node, Node), _inbox.Queue(cluster)));
        _link = new(_worker, new BlockingSignal(), Guid.CreateVersion7, BootTimeProvider.Instance);
        _inbox = new(Node, _link, _follower, () => Interlocked.Increment(ref _signals));
        _instance = Party("test", new(BusRole.Instance, "cp-1"), new BusQueue(
            new BusNames("test").InstanceHeartbeats("cp-1"), [new(BusExchange.Heartbeats, "")], 100, 1, AnswerAsync));
        _worker.Join("test");
        await Connected();
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _instance.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Given_a_broker_then_heartbeats_are_answered_and_after_a_cut_again()
    {
        Beat(1).Reply!.Desired.Epoch.ShouldBe(1);
        _link.Instance.ShouldBe("cp-1");

        _broker.Cut();
        await Eventually.Holds(() => _link.ConnectedSince is null, "the news of the cut");
        Beat(2).Outcome.ShouldBe(LinkOutcome.Unavailable);
        _broker.Restore();
        await Connected();

        Beat(3).Reply!.Desired.Epoch.ShouldBe(3);
    }

    [Fact]
    public async Task Given_a_signal_to_this_node_or_to_all_then_it_is_told_and_one_to_another_is_not()
    {
        await Publish(BusExchange.Nodes, "node-b", BusKinds.Signal, new(4), WireJson.Default.Signal);
        await Publish(BusExchange.Nodes, Node, BusKinds.Signal, new(5), WireJson.Default.Signal);
        await Publish(BusExchange.Nodes, BusNames.AllNodes, BusKinds.Signal, new(6), WireJson.Default.Signal);

        await Eventually.Holds(() => Volatile.Read(ref _signals) == 2, "both signals");

        // One queue keeps the order, so what is answered afterwards came afterwards.
        Beat(1).Outcome.ShouldBe(LinkOutcome.Answered);
        _signals.ShouldBe(2);
    }

    [Fact]
    public async Task Given_events_of_the_cluster_and_of_this_node_then_they_are_followed_and_those_of_others_do_not_come()
    {
        for (var i = 0; i < 16; i++)
        {
            var e = _history.AddAny(i);
            await Publish(BusExchange.Events, e.Scope is { } scope ? BusNames.NodeKey(scope) : BusNames.ClusterKey, BusKinds.Event, e, WireJson.Default.BusEvent);
        }

        await Eventually.Holds(() => _follower.Cluster == _history.Plain(), "all events");
        _follower.Counts.ShouldBe(new(0, 0, 0, 0, 0));
        _inbox.Unusable.ShouldBe(0);
    }

    [Fact]
    public async Task Given_what_no_instance_sends_to_a_node_then_it_is_ignored_and_counted()
    {
        await using var other = Party("test", new(BusRole.Node, "node-b"), new BusQueue(
            new BusNames("test").Node("node-b"), [new(BusExchange.Nodes, "node-b")], 100, 1, _ => ValueTask.CompletedTask));
        await Eventually.Holds(() => other.Status.IsConnected, "the other node");
        var foreign = _history.AddAny(6) with { Scope = "node-b" };
        await Publish(BusExchange.Nodes, Node, BusKinds.Signal, new(5), WireJson.Default.Signal, other);
        await Publish(BusExchange.Nodes, Node, "letter", new(5), WireJson.Default.Signal);
        await Publish(BusExchange.Nodes, Node, BusKinds.Event, foreign, WireJson.Default.BusEvent);

        await Eventually.Holds(() => _inbox.Unusable == 3, "three unusable messages");
        _signals.ShouldBe(0);
        _follower.Cluster.ShouldBe(FollowedCluster.Nothing);
    }

    private LinkAnswer<HeartbeatReply> Beat(long sequence) => _link.Beat(
        new(Guid.Empty, sequence, 0, 0, null, null, null, ServiceState.Stopped, 0, null, null, false, [], 0), new(Limit, Limit, TimeSpan.FromSeconds(60)));

    private async ValueTask AnswerAsync(ReceivedMessage message)
    {
        message.Sender.ShouldBe(new(BusRole.Node, Node));
        var heartbeat = JsonSerializer.Deserialize(message.Body.Span, WireJson.Default.HeartbeatRequest)!;
        await Publish(
            BusExchange.Nodes, message.Sender.Name, BusKinds.Answer, TestBus.AnswerTo(heartbeat, FakeControlPlane.Standby(heartbeat.Sequence)),
            WireJson.Default.BusAnswer);
    }

    private async Task Publish<T>(
        BusExchange exchange, string key, string kind, T body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, MessageBus? sender = null) =>
        (await (sender ?? _instance).PublishAsync(
            new(exchange, key, kind, Guid.CreateVersion7(), JsonSerializer.SerializeToUtf8Bytes(body, type), TimeSpan.FromSeconds(60)), Limit)).ShouldBeTrue();

    private Task Connected() => Eventually.Holds(() => _instance.Status.IsConnected && _link.ConnectedSince is not null, "both connections");

    private MessageBus Party(string cluster, BusParty self, BusQueue queue) =>
        MessageBus.Start(new(_broker, cluster, Key, self, [queue]), BootTimeProvider.Instance, NullLoggerFactory.Instance);
}
