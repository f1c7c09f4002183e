using EventCluster.Bus.Connection;
using EventCluster.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.Bus.Tests.Connection;

/// <summary>How a bus stands by a broker that fails.</summary>
public sealed class LinkTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    private readonly ScriptedBroker _broker = new();
    private MessageBus _bus = null!;

    public ValueTask InitializeAsync()
    {
        _bus = MessageBus.Start(
            new(_broker, Party.Cluster, Party.Key, Party.Node, [Party.NodeQueue("n1", Party.Ignore)]), BootTimeProvider.Instance, NullLoggerFactory.Instance);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _bus.DisposeAsync();

    [Fact]
    public async Task Given_a_session_When_it_ends_Then_it_is_thrown_away_and_a_fresh_one_is_opened()
    {
        await Until.ConnectedAsync(_bus);
        var first = _broker.Session;
        List<BusStatus> changes = [];
        _bus.Changed += changes.Add;

        first.End("has gone.");

        await Until.TrueAsync(() => _broker.Attempts == 2 && _bus.Status.IsConnected, "it is back");
        first.IsDisposed.ShouldBeTrue();
        changes.Select(status => (status.IsConnected, status.Broker, status.Problem)).ShouldBe([(false, "scripted:1", "has gone."), (true, "scripted:1", null)]);
    }

    [Fact]
    public async Task Given_a_broker_that_is_away_When_attempts_fail_Then_the_status_says_why_and_they_go_on()
    {
        await Until.ConnectedAsync(_bus);
        _broker.Refuses = new BrokerAwayException("b:1", "does not answer.", isRefusal: false);
        _broker.Session.End("has gone.");

        await Until.TrueAsync(() => _broker.Attempts >= 3, "several attempts");
        (_bus.Status.Broker, _bus.Status.Problem).ShouldBe(("b:1", "does not answer."));

        _broker.Refuses = new InvalidOperationException("something unforeseen");
        await Until.TrueAsync(() => _bus.Status.Problem!.Contains("unforeseen", StringComparison.Ordinal), "even that is told");

        _broker.Refuses = null;
        await Until.ConnectedAsync(_bus);
    }

    [Fact]
    public async Task Given_a_broker_that_takes_no_messages_When_it_says_so_Then_the_bus_is_away_without_a_new_session()
    {
        await Until.ConnectedAsync(_bus);

        _broker.Session.Block("takes no messages.");
        (_bus.Status.IsConnected, _bus.Status.Problem).ShouldBe((false, "takes no messages."));
        (await _bus.PublishAsync(Party.Heartbeat([1]), Limit)).ShouldBeFalse();

        _broker.Session.Block(null);
        _bus.Status.IsConnected.ShouldBeTrue();
        (await _bus.PublishAsync(Party.Heartbeat([1]), Limit)).ShouldBeTrue();
        _broker.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_connection_that_only_looks_alive_When_nothing_is_confirmed_any_more_Then_it_is_replaced()
    {
        await Until.ConnectedAsync(_bus);
        _broker.Session.Send = cancellation => Task.Delay(Timeout.Infinite, cancellation);

        await Until.TrueAsync(() =>
        {
            _ = _bus.PublishAsync(Party.Heartbeat([1]), Short).AsTask();
            return _broker.Attempts == 2;
        }, "a new session");
    }

    [Fact]
    public async Task Given_a_publish_under_way_When_the_session_ends_Then_it_fails_at_once()
    {
        await Until.ConnectedAsync(_bus);
        _broker.Session.Send = _ => new TaskCompletionSource().Task;
        var publish = _bus.PublishAsync(Party.Heartbeat([1]), TimeSpan.FromHours(1)).AsTask();

        _broker.Session.End("has gone.");

        (await publish.WaitAsync(Limit, TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_too_many_publishes_under_way_When_another_comes_Then_it_fails_at_once_and_few_of_them_reach_the_broker()
    {
        await Until.ConnectedAsync(_bus);
        TaskCompletionSource confirm = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var session = _broker.Session;
        session.Send = _ => confirm.Task;
        var all = Enumerable.Range(0, 1024).Select(_ => _bus.PublishAsync(Party.Heartbeat([1]), TimeSpan.FromHours(1)).AsTask()).ToList();

        (await _bus.PublishAsync(Party.Heartbeat([1]), TimeSpan.FromHours(1)).AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken)).ShouldBeFalse();
        session.Sent.Count.ShouldBe(60);

        confirm.SetResult();
        (await Task.WhenAll(all).WaitAsync(Limit, TestContext.Current.CancellationToken)).ShouldAllBe(isConfirmed => isConfirmed);
        _bus.Metrics.Published.ShouldBe(1024);
        _bus.Metrics.PublishFailed.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_publish_that_fails_in_any_way_When_it_is_awaited_Then_it_says_false_and_throws_nothing()
    {
        await Until.ConnectedAsync(_bus);
        _broker.Session.Send = _ => throw new InvalidOperationException("no channel");
        (await _bus.PublishAsync(Party.Heartbeat([1]), Limit)).ShouldBeFalse();

        _broker.Session.Send = cancellation => Task.Delay(Timeout.Infinite, cancellation);
        (await _bus.PublishAsync(Party.Heartbeat([1]), Short)).ShouldBeFalse();
        (await _bus.DeleteQueueAsync("queue", Short)).ShouldBeFalse();
        (await _bus.PublishAsync(Party.Heartbeat([1]), TimeSpan.Zero)).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_bus_When_it_is_closed_Then_its_session_is_closed_and_nothing_is_published()
    {
        await Until.ConnectedAsync(_bus);

        await _bus.DisposeAsync();

        _broker.Session.IsDisposed.ShouldBeTrue();
        _bus.Status.IsConnected.ShouldBeFalse();
        (await _bus.PublishAsync(Party.Heartbeat([1]), Limit)).ShouldBeFalse();
    }
}
