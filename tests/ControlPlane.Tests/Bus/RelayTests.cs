using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Commands;
using EventCluster.StreamStore;
using EventCluster.StreamStore.InMemory;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.ControlPlane.Tests.Bus;

/// <summary>The holder of the term publishes the history: in order, each event at least once, from where it or another has come to.</summary>
public sealed class RelayTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly InMemoryStreamStore _store;
    private readonly List<Relay> _relays = [];

    public RelayTests() => _store = new(_clock);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays)
        {
            await relay.StopAsync(CancellationToken.None);
            relay.Dispose();
        }

        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Given_a_history_without_a_bus_When_it_is_enabled_Then_the_past_is_not_published_and_what_follows_is()
    {
        var (core, bus, relay) = await StartAsync();
        var past = core.Log.State.Version;
        await ToggleAsync(core, 3);
        await UntilAsync(() => relay.Version == core.Log.State.Version);

        bus.Events.Select(e => e.Version).ShouldBe(Enumerable.Range(past + 1, 3));
        relay.Backlog.ShouldBe(0);
    }

    [Fact]
    public async Task Given_events_of_nodes_and_of_the_cluster_When_they_are_published_Then_they_are_as_stored_and_each_goes_where_it_concerns_somebody()
    {
        var (core, bus, relay) = await StartAsync();
        await core.JoinAsync("node-a");
        await core.JoinAsync("node-b");
        await ToggleAsync(core, 1);
        await UntilAsync(() => relay.Version == core.Log.State.Version);

        bus.Confirmed.Select(m => m.RoutingKey).ShouldBe(["node.node-a", "node.node-b", "cluster"]);
        foreach (var (message, e) in bus.Confirmed.Zip(bus.Events))
        {
            var stored = await _store.ReadStreamAsync(ClusterLog.Stream, e.Version, cancellation: Ended).FirstAsync(Ended);
            (message.Id, e.Id, e.Position, e.Type).ShouldBe((stored.Id, stored.Id, stored.Position, stored.Type));
            e.Data.GetRawText().ShouldBe(System.Text.Encoding.UTF8.GetString(stored.Data.Span));
            e.Metadata.GetRawText().ShouldBe(System.Text.Encoding.UTF8.GetString(stored.Metadata.Span));
            e.Previous.ShouldBe(core.Log.Scopes.Previous(e.Scope, e.Version));
        }
    }

    [Fact]
    public async Task Given_publishes_that_fail_at_random_When_all_is_over_Then_each_event_was_first_seen_in_order_and_none_is_missing()
    {
        var (core, bus, relay) = await StartAsync();
        var past = core.Log.State.Version;
        Random random = new(3);
        bus.Confirms = _ => random.Next(6) > 0;
        await ToggleAsync(core, 80);
        await UntilAsync(() => relay.Version == core.Log.State.Version);

        // What came after a failed one arrives too, and then again: the run that counts begins at the failed one.
        var seen = bus.Events.Select(e => e.Version).ToList();
        seen.Distinct().Order().ShouldBe(Enumerable.Range(past + 1, 80));
        Enumerable.Range(past + 2, 79).ShouldAllBe(v => seen.LastIndexOf(v - 1) < seen.LastIndexOf(v));
        bus.Confirmed.Select(m => m.Id).Distinct().Count().ShouldBe(80);
    }

    [Fact]
    public async Task Given_publishes_under_way_When_more_of_the_same_scope_is_to_come_Then_it_waits_and_others_do_not()
    {
        var (core, bus, relay) = await StartAsync();
        TaskCompletionSource confirmed = new();
        bus.Held = confirmed.Task;
        await core.Log.CatchUpAsync(Ended);
        await core.JoinAsync("node-a");
        await UntilAsync(() => bus.Attempts == 1);
        await core.JoinAsync("node-b");
        await core.JoinAsync("node-a");
        await ToggleAsync(core, 2);
        await PassAsync(TimeSpan.FromSeconds(1));
        bus.Attempts.ShouldBe(1, "what was read in one go comes first");
        TaskCompletionSource next = new();
        bus.Held = next.Task;
        confirmed.SetResult();

        // node-b, node-a and the first of the cluster; its second waits.
        await UntilAsync(() => bus.Attempts == 4);
        await PassAsync(TimeSpan.FromSeconds(1));
        bus.Attempts.ShouldBe(4);
        bus.Held = null;
        next.SetResult();
        await UntilAsync(() => relay.Version == core.Log.State.Version);
    }

    [Fact]
    public async Task Given_the_broker_is_away_When_much_happens_Then_nothing_is_tried_and_on_its_return_all_of_it_comes()
    {
        var (core, bus, relay) = await StartAsync();
        var past = core.Log.State.Version;
        bus.Go(away: true);
        await ToggleAsync(core, 1_200);
        await PassAsync(TimeSpan.FromSeconds(30));
        bus.Attempts.ShouldBe(0);
        relay.Backlog.ShouldBe(1_200);

        bus.Go(away: false);
        await UntilAsync(() => relay.Version == core.Log.State.Version);
        bus.Events.Select(e => e.Version).ShouldBe(Enumerable.Range(past + 1, 1_200));
    }

    [Fact]
    public async Task Given_many_nodes_and_a_backlog_When_it_is_published_Then_not_faster_than_its_deliveries_allow()
    {
        var (core, bus, relay) = await StartAsync();
        for (var i = 0; i < 200; i++)
        {
            await core.JoinAsync("node-" + i);
        }

        await UntilAsync(() => relay.Version == core.Log.State.Version);
        bus.Go(away: true);
        await ToggleAsync(core, 100);
        var began = _clock.GetTimestamp();
        bus.Go(away: false);
        await UntilAsync(() => relay.Version == core.Log.State.Version);

        // 100 events to 200 nodes are 20,000 deliveries, 2,000 at a time.
        _clock.GetElapsedTime(began).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public async Task Given_a_relay_that_was_stopped_When_another_instance_takes_over_Then_it_goes_on_where_that_was()
    {
        var (first, bus, relay) = await StartAsync();
        await ToggleAsync(first, 5);
        await UntilAsync(() => relay.Version == first.Log.State.Version);
        await relay.StopAsync(Ended);
        first.Term.Lose();
        var done = first.Log.State.Version;
        await ToggleAsync(first, 4);

        var (second, other, next) = await StartAsync("cp-2", term: 2);
        await UntilAsync(() => next.Version == second.Log.State.Version);

        other.Events.Select(e => e.Version).ShouldBe(Enumerable.Range(done + 1, second.Log.State.Version - done));
        bus.Events.Max(e => e.Version).ShouldBe(done);
    }

    [Fact]
    public async Task Given_a_relay_that_died_between_two_checkpoints_When_another_takes_over_Then_nothing_is_missing()
    {
        var (first, bus, relay) = await StartAsync();
        var past = first.Log.State.Version;
        await ToggleAsync(first, 1);
        await UntilAsync(() => relay.Version == first.Log.State.Version);
        await PassAsync(TimeSpan.FromSeconds(2));
        first.Store.Down = true;
        first.Term.Lose();
        await Should.ThrowAsync<StoreUnavailableException>(() => first.Log.CatchUpAsync(Ended));
        first.Store.Down = false;
        await ToggleAsync(first, 3);

        var (second, other, next) = await StartAsync("cp-2", term: 2);
        await UntilAsync(() => next.Version == second.Log.State.Version);

        bus.Events.Concat(other.Events).Select(e => e.Version).Distinct().Order().ShouldBe(Enumerable.Range(past + 1, second.Log.State.Version - past));
    }

    [Fact]
    public async Task Given_an_instance_without_the_term_When_events_come_Then_it_publishes_none()
    {
        var (core, bus, _) = await StartAsync();
        core.Term.Lose();
        await PassAsync(TimeSpan.FromSeconds(1));
        var before = bus.Attempts;
        await ToggleAsync(core, 3);
        await PassAsync(TimeSpan.FromSeconds(5));

        bus.Attempts.ShouldBe(before);
    }

    [Fact]
    public async Task Given_two_that_both_believe_to_hold_the_term_When_the_older_saves_how_far_it_came_Then_it_does_not_set_the_newer_back()
    {
        var (first, _, relay) = await StartAsync();
        await UntilAsync(() => relay.Version >= 0);
        var (second, _, next) = await StartAsync("cp-2", term: 2);
        await ToggleAsync(second, 10);
        await UntilAsync(() => next.Version == second.Log.State.Version);
        await next.StopAsync(Ended);
        await relay.StopAsync(Ended);

        var saved = await new RelayCheckpoints(_store, Guid.CreateVersion7, first.Settings, _clock).ReadAsync(Ended);
        saved!.Value.Checkpoint.Version.ShouldBe(second.Log.State.Version);
    }

    [Fact]
    public async Task Given_many_events_When_they_are_relayed_Then_few_checkpoints_are_kept_and_they_come_at_most_once_a_second()
    {
        var (core, _, relay) = await StartAsync();
        var began = _clock.GetTimestamp();
        for (var i = 0; i < 150; i++)
        {
            await ToggleAsync(core, 1);
            await UntilAsync(() => relay.Version == core.Log.State.Version);
        }

        await relay.StopAsync(Ended);
        (await _store.HeadAsync(RelayCheckpoints.Stream, Ended)).Version.ShouldBeLessThanOrEqualTo((int)_clock.GetElapsedTime(began).TotalSeconds + 2);
        (await _store.ReadStreamAsync(RelayCheckpoints.Stream, cancellation: Ended).CountAsync(Ended)).ShouldBeLessThan(130);
    }

    private async Task<(Core Core, TestBus Bus, Relay Relay)> StartAsync(string name = "cp-1", long term = 1)
    {
        Core core = new(_store, _clock, name);
        TestBus bus = new(_clock);
        await core.BeginTermAsync(term, TimeSpan.FromDays(1));
        RelayCheckpoints checkpoints = new(core.Store, Guid.CreateVersion7, core.Settings, _clock);
        RelayPublisher publisher = new(core.Log, core.Store, bus.Link, new(core.Store, core.Log), NullLogger<RelayPublisher>.Instance);
        Relay relay = new(core.Log, core.Term, bus.Link, publisher, checkpoints, _clock, NullLogger<Relay>.Instance);
        _relays.Add(relay);
        await relay.StartAsync(Ended);
        await UntilAsync(() => relay.Version >= 0);
        return (core, bus, relay);
    }

    /// <summary>Appends so many events of the whole cluster.</summary>
    private static async Task ToggleAsync(Core core, int events)
    {
        for (var i = 0; i < events; i++)
        {
            (await core.SendAsync(core.Log.State.LoadBalancing ? new DisableLoadBalancing() : new EnableLoadBalancing())).Changed.ShouldBeTrue();
        }
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Delay(1, Ended);
        }
    }

    private async Task PassAsync(TimeSpan time)
    {
        var step = TimeSpan.FromMilliseconds(100);
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            _clock.Advance(step);
            await Task.Delay(1, Ended);
        }
    }
}
