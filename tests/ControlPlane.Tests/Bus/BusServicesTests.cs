using EventCluster.Bus;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.ControlPlane.Bus;
using EventCluster.Domain.Commands;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.ControlPlane.Tests.Bus;

/// <summary>What the holder of the term does beside the relay: signals, queues of removed nodes, outages of the broker.</summary>
public sealed class BusServicesTests : IAsyncDisposable
{
    private readonly Core _core = new();
    private readonly TestBus _bus;
    private readonly List<BackgroundService> _services = [];

    public BusServicesTests() => _bus = new(_core.Clock);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private IEnumerable<string> Signalled => _bus.Confirmed.Where(m => m.Kind == BusKinds.Signal && m.Exchange == BusExchange.Nodes).Select(m => m.RoutingKey);

    private IEnumerable<string> Types => _core.Log.ReadAsync(0, StreamStore.ReadDirection.Forwards, Ended).ToBlockingEnumerable(Ended).Select(e => e.Event.GetType().Name);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.StopAsync(CancellationToken.None);
            service.Dispose();
        }

        await _bus.DisposeAsync();
        await _core.Store.DisposeAsync();
    }

    [Fact]
    public async Task Given_the_holder_When_something_concerns_one_node_or_all_Then_that_one_or_all_are_signalled()
    {
        await BeginAsync("node-a", "node-b");
        await StartAsync(Signals());
        await _core.SendAsync(new DrainNode("node-a"));
        await UntilAsync(() => Signalled.Any());
        Signalled.Distinct().ShouldBe(["node-a"]);

        await _core.SendAsync(new DisableHighAvailability());
        await UntilAsync(() => Signalled.Contains("*"));
        _bus.Of(BusKinds.Signal, WireJson.Default.Signal).Last().ClusterVersion.ShouldBe(_core.Log.State.Version);
    }

    [Fact]
    public async Task Given_no_term_When_this_instance_appends_Then_only_the_instances_are_told()
    {
        await BeginAsync("node-a");
        await _core.Log.CatchUpAsync(Ended);
        await StartAsync(Signals());
        _core.Term.Lose();
        await _core.SendAsync(new DisableHighAvailability());
        await UntilAsync(() => _bus.Confirmed.Count > 0);

        var message = _bus.Confirmed.ShouldHaveSingleItem();
        (message.Exchange, message.RoutingKey).ShouldBe((BusExchange.Events, BusNames.InstancesKey));
    }

    [Fact]
    public async Task Given_the_broker_is_away_When_signals_are_raised_Then_none_is_kept_for_later()
    {
        await BeginAsync("node-a");
        await StartAsync(Signals());
        _bus.Go(away: true);
        await _core.SendAsync(new DisableHighAvailability());
        _bus.Go(away: false);
        await _core.SendAsync(new DrainNode("node-a"));
        await UntilAsync(() => Signalled.Any());

        Signalled.ShouldBe(["node-a"]);
    }

    [Fact]
    public async Task Given_a_node_When_it_is_removed_Then_its_queue_is_deleted_a_lease_later()
    {
        await BeginAsync("node-a", "node-b");
        await StartAsync(Removal());
        await _core.SendAsync(new RemoveNode("node-a", Force: true));
        await Task.Delay(50, Ended);
        _bus.Deleted.ShouldBeEmpty("the node may still hear of it");

        await UntilAsync(() => _bus.Deleted.Count > 0, _core.Log.State.Timings.Lease);
        _bus.Deleted.ShouldBe(["eventcluster.test.node.node-a"]);
    }

    [Fact]
    public async Task Given_a_removed_node_When_it_joins_again_Then_its_queue_stays()
    {
        await BeginAsync("node-a", "node-b");
        await StartAsync(Removal());
        await _core.SendAsync(new RemoveNode("node-a", Force: true));
        await _core.JoinAsync("node-a");
        await _core.SendAsync(new RemoveNode("node-b", Force: true));
        await UntilAsync(() => _bus.Deleted.Count > 0, _core.Log.State.Timings.Lease);

        _bus.Deleted.ShouldBe(["eventcluster.test.node.node-b"]);
    }

    [Fact]
    public async Task Given_an_instance_without_the_term_When_a_node_is_removed_Then_it_deletes_nothing()
    {
        await BeginAsync("node-a", "node-b");
        await StartAsync(Removal());
        _core.Term.Lose();
        await _core.SendAsync(new RemoveNode("node-a", Force: true));
        await _core.BeginTermAsync(2);
        await _core.SendAsync(new RemoveNode("node-b", Force: true));
        await UntilAsync(() => _bus.Deleted.Count > 0, _core.Log.State.Timings.Lease);

        _bus.Deleted.ShouldBe(["eventcluster.test.node.node-b"]);
    }

    [Fact]
    public async Task Given_a_broker_that_goes_and_comes_When_each_lasts_Then_the_history_holds_both_and_once()
    {
        await BeginAsync();
        await StartAsync(Watch());
        _bus.Go(away: true);
        await UntilAsync(() => _core.Log.State.BrokerOutage is not null, TimeSpan.FromSeconds(1));
        _core.Log.State.BrokerOutage!.Why.ShouldBe("broker:5672 refused the connection.");
        _bus.Go(away: false);
        await UntilAsync(() => _core.Log.State.BrokerOutage is null, TimeSpan.FromSeconds(1));

        Types.Where(t => t.StartsWith("Broker", StringComparison.Ordinal)).ShouldBe(["BrokerLost", "BrokerRecovered"]);
    }

    [Fact]
    public async Task Given_a_broker_that_comes_and_goes_all_the_time_When_none_of_it_lasts_Then_the_history_stays_as_it_is()
    {
        await BeginAsync();
        await StartAsync(Watch());
        var version = _core.Log.State.Version;
        for (var i = 0; i < 40; i++)
        {
            _bus.Go(away: i % 2 == 0);
            for (var second = 0; second < 9; second++)
            {
                _core.Clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(1, Ended);
            }
        }

        _core.Log.State.Version.ShouldBe(version);
    }

    [Fact]
    public async Task Given_no_term_When_the_broker_is_away_Then_this_instance_records_nothing()
    {
        await BeginAsync();
        _core.Term.Lose();
        await StartAsync(Watch());
        var version = _core.Log.State.Version;
        _bus.Go(away: true);
        for (var second = 0; second < 30; second++)
        {
            _core.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, Ended);
        }

        _core.Log.State.Version.ShouldBe(version);
    }

    private SignalSender Signals() => new(_core.Desk, _core.Log, _core.Term, _bus.Link, _core.Settings, Guid.CreateVersion7, _core.Clock);

    private QueueRemoval Removal() => new(_core.Log, _core.Term, _bus.Link, _core.Clock, NullLogger<QueueRemoval>.Instance);

    private BrokerWatch Watch() =>
        new(_core.Log, _core.Term, _core.Handler, _bus.Link, _core.Settings, Guid.CreateVersion7, _core.Clock, NullLogger<BrokerWatch>.Instance);

    private async Task BeginAsync(params string[] nodes)
    {
        await _core.BeginTermAsync();
        foreach (var node in nodes)
        {
            await _core.JoinAsync(node);
        }
    }

    private Task StartAsync(BackgroundService service)
    {
        _services.Add(service);
        return service.StartAsync(Ended);
    }

    private async Task UntilAsync(Func<bool> condition, TimeSpan? step = null)
    {
        while (!condition())
        {
            _core.Clock.Advance(step ?? TimeSpan.FromMilliseconds(10));
            await Task.Delay(1, Ended);
        }
    }
}
