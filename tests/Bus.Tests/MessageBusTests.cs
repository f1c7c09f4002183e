using System.Collections.Concurrent;
using EventCluster.Bus.InMemory;
using EventCluster.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.Bus.Tests;

/// <summary>Whole buses of several parties over MassTransit's in-memory transport.</summary>
public sealed class MessageBusTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly InMemoryBroker _broker = new();
    private readonly List<MessageBus> _buses = [];
    private readonly ConcurrentQueue<BusRejection> _rejections = new();
    private readonly ConcurrentQueue<ReceivedMessage> _received = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var bus in _buses)
        {
            await bus.DisposeAsync();
        }

        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Given_an_instance_and_a_node_When_each_publishes_Then_the_other_receives_it_and_knows_from_whom()
    {
        ConcurrentQueue<ReceivedMessage> atInstance = new();
        var instance = Start(Party.Instance, Party.HeartbeatQueue("cp1", Keep(atInstance)));
        var node = Start(Party.Node, Party.NodeQueue("n1", Keep(_received)));
        await Until.ConnectedAsync(instance, node);
        var heartbeat = Party.Heartbeat([1]);
        var signal = Party.ToNode("n1", [2]);

        (await node.PublishAsync(heartbeat, Limit)).ShouldBeTrue();
        (await instance.PublishAsync(signal, Limit)).ShouldBeTrue();

        await Until.TrueAsync(() => atInstance.Count == 1 && _received.Count == 1, "both arrive");
        var (up, down) = (atInstance.Single(), _received.Single());
        (up.Sender, up.Kind, up.Id, up.Body.ToArray().Single()).ShouldBe((Party.Node, heartbeat.Kind, heartbeat.Id, (byte)1));
        (down.Sender, down.Kind, down.Id, down.Body.ToArray().Single()).ShouldBe((Party.Instance, signal.Kind, signal.Id, (byte)2));
        node.Metrics.Published.ShouldBe(1);
        node.Metrics.Received.ShouldBe(1);
    }

    [Fact]
    public async Task Given_two_nodes_When_messages_are_addressed_Then_each_receives_its_own_and_what_is_for_all()
    {
        ConcurrentQueue<ReceivedMessage> other = new();
        var instance = Start(Party.Instance, Party.HeartbeatQueue("cp1", Party.Ignore));
        var first = Start(Party.Node, Party.NodeQueue("n1", Keep(_received)));
        var second = Start(new(BusRole.Node, "n2"), Party.NodeQueue("n2", Keep(other)));
        await Until.ConnectedAsync(instance, first, second);

        foreach (var message in (BusMessage[])[Party.ToNode("n1", [1]), Party.Event("node.n1", [2]), Party.Event("node.n2", [3]), Party.Event("cluster", [4]), Party.ToNode("*", [5])])
        {
            (await instance.PublishAsync(message, Limit)).ShouldBeTrue();
        }

        await Until.TrueAsync(() => _received.Count == 4 && other.Count == 3, "all arrive");
        _received.Select(message => message.Body.Span[0]).Order().Select(value => (int)value).ShouldBe([1, 2, 4, 5]);
        other.Select(message => message.Body.Span[0]).Order().Select(value => (int)value).ShouldBe([3, 4, 5]);
    }

    [Fact]
    public async Task Given_one_handler_at_a_time_When_many_messages_come_Then_their_order_is_kept()
    {
        var instance = Start(Party.Instance, Party.HeartbeatQueue("cp1", Party.Ignore));
        var node = Start(Party.Node, Party.NodeQueue("n1", Keep(_received)));
        await Until.ConnectedAsync(instance, node);

        for (byte i = 0; i < 200; i++)
        {
            (await instance.PublishAsync(Party.Event("cluster", [i]), Limit)).ShouldBeTrue();
        }

        await Until.TrueAsync(() => _received.Count == 200, "all arrive");
        _received.Select(message => (int)message.Body.Span[0]).ShouldBe(Enumerable.Range(0, 200));
    }

    [Fact]
    public async Task Given_a_party_with_another_key_When_it_publishes_Then_it_is_refused_counted_and_named()
    {
        var stranger = Start(Party.Node, Party.NodeQueue("n1", Party.Ignore), key: Party.OtherKey);
        var instance = Start(Party.Instance, Party.HeartbeatQueue("cp1", Keep(_received)));
        await Until.ConnectedAsync(instance, stranger);

        (await stranger.PublishAsync(Party.Heartbeat([1]), Limit)).ShouldBeTrue();

        await Until.TrueAsync(() => !_rejections.IsEmpty, "it is refused");
        _rejections.ShouldHaveSingleItem().ShouldBe(new(RejectReason.OtherKey, Party.Names.InstanceHeartbeats("cp1"), Party.Node, null, IsRedelivery: false));
        instance.Metrics.Rejected[RejectReason.OtherKey].ShouldBe(1);
        instance.Metrics.Received.ShouldBe(0);
        _received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_two_clusters_on_one_broker_When_one_publishes_Then_the_other_hears_nothing()
    {
        ConcurrentQueue<ReceivedMessage> other = new();
        BusNames names = new("other");
        var node = Start(Party.Node, Party.NodeQueue("n1", Party.Ignore));
        var instance = Start(Party.Instance, Party.HeartbeatQueue("cp1", Keep(_received)));
        var foreign = Start(Party.Instance, new(names.InstanceHeartbeats("cp1"), [new(BusExchange.Heartbeats, "")], 10, 1, Keep(other)), "other");
        await Until.ConnectedAsync(node, instance, foreign);

        (await node.PublishAsync(Party.Heartbeat([1]), Limit)).ShouldBeTrue();

        await Until.TrueAsync(() => _received.Count == 1, "the own cluster hears it");
        other.ShouldBeEmpty();
        foreign.Metrics.Rejected.Values.Sum().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_handler_that_fails_When_a_message_comes_Then_it_goes_to_the_error_queue_and_the_next_is_handled()
    {
        var instance = Start(Party.Instance, Party.HeartbeatQueue("cp1", Party.Ignore));
        var node = Start(Party.Node, Party.NodeQueue("n1", message => message.Body.Span[0] == 13 ? throw new InvalidOperationException("unlucky") : Keep(_received)(message)));
        await Until.ConnectedAsync(instance, node);

        await instance.PublishAsync(Party.ToNode("n1", [13]), Limit);
        await instance.PublishAsync(Party.ToNode("n1", [14]), Limit);

        await Until.TrueAsync(() => _received.Count == 1 && _broker.Errors.Count == 1, "one is handled, one is kept");
        var poison = _broker.Errors.Single();
        (poison.Queue, poison.Kind, poison.Sender, poison.Problem).ShouldBe((Party.Names.Node("n1"), "signal", "Instance cp1", "InvalidOperationException: unlucky"));
        node.Metrics.HandlerFailures.ShouldBe(1);
    }

    [Fact]
    public async Task Given_the_broker_is_cut_off_When_a_message_is_published_Then_it_fails_at_once_and_works_again_after_its_return()
    {
        var instance = Start(Party.Instance, Party.HeartbeatQueue("cp1", Keep(_received)));
        var node = Start(Party.Node, Party.NodeQueue("n1", Party.Ignore));
        await Until.ConnectedAsync(instance, node);
        ConcurrentQueue<BusStatus> changes = new();
        node.Changed += changes.Enqueue;

        _broker.Cut();
        await Until.TrueAsync(() => !node.Status.IsConnected && !instance.Status.IsConnected, "both notice");
        (await node.PublishAsync(Party.Heartbeat([1]), Limit)).ShouldBeFalse();
        node.Status.Problem.ShouldNotBeNullOrEmpty();

        _broker.Restore();
        await Until.ConnectedAsync(instance, node);
        (await node.PublishAsync(Party.Heartbeat([2]), Limit)).ShouldBeTrue();
        await Until.TrueAsync(() => _received.Count == 1, "it arrives");
        _received.Single().Body.Span[0].ShouldBe((byte)2);
        node.Metrics.Connections.ShouldBe(2);
        (changes.First().IsConnected, changes.Last().IsConnected).ShouldBe((false, true));
    }

    [Theory]
    [InlineData(BusMessage.LargestBody + 1, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 3601)]
    public async Task Given_a_message_beyond_the_bounds_When_it_is_published_Then_the_caller_is_told(int bytes, int seconds)
    {
        var node = Start(Party.Node, Party.NodeQueue("n1", Party.Ignore));

        await Should.ThrowAsync<ArgumentException>(async () => await node.PublishAsync(Party.Heartbeat(new byte[bytes]) with { Expires = TimeSpan.FromSeconds(seconds) }, Limit));
    }

    [Fact]
    public void Given_no_queue_When_a_bus_is_started_Then_the_caller_is_told() =>
        Should.Throw<ArgumentException>(() => MessageBus.Start(new(_broker, Party.Cluster, Party.Key, Party.Node, []), BootTimeProvider.Instance, NullLoggerFactory.Instance));

    private MessageBus Start(BusParty self, BusQueue queue, string cluster = Party.Cluster, EncryptionKey? key = null)
    {
        BusOptions options = new(_broker, cluster, key ?? Party.Key, self, [queue]) { Rejected = _rejections.Enqueue };
        var bus = MessageBus.Start(options, BootTimeProvider.Instance, NullLoggerFactory.Instance);
        _buses.Add(bus);
        return bus;
    }

    private static Func<ReceivedMessage, ValueTask> Keep(ConcurrentQueue<ReceivedMessage> messages) => message =>
    {
        messages.Enqueue(message with { Body = message.Body.ToArray() });
        return ValueTask.CompletedTask;
    };
}
