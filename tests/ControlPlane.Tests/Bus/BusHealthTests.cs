using EventCluster.Bus;
using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Status;
using EventCluster.Domain.Commands;

namespace EventCluster.ControlPlane.Tests.Bus;

/// <summary>What the health box says of the bus.</summary>
public sealed class BusHealthTests
{
    private readonly Core _core = new();
    private readonly TestBus _bus;
    private readonly ForeignKeys _keys;
    private readonly BusHealth _health;

    public BusHealthTests()
    {
        _bus = new(_core.Clock);
        _keys = new(_core.Clock);
        _health = new(_core.Log, _core.Term, _core.Desk, _bus.Link, _keys, _core.Clock);
    }

    [Fact]
    public async Task Given_a_broker_that_goes_When_it_stays_away_Then_it_is_found_since_when_and_why_with_a_remedy_until_it_is_back()
    {
        await _core.BeginTermAsync();
        var gone = _core.Clock.GetUtcNow();
        _bus.Go(away: true);
        Codes().ShouldNotContain("brokerAway");
        _core.Clock.Advance(_core.Log.State.Timings.SuspectAfter);

        var finding = Findings().Single(f => f.Code == "brokerAway");
        finding.Severity.ShouldBe(HealthState.Degraded);
        finding.Message.ShouldContain("broker:5672 refused the connection.");
        finding.Message.ShouldContain($"{gone:yyyy-MM-dd HH:mm:ss}");
        finding.Remedy.ShouldContain("Bus__Uri");

        _bus.Go(away: false);
        Codes().ShouldNotContain("brokerAway");
    }

    [Fact]
    public async Task Given_an_outage_in_the_history_When_it_is_shown_Then_by_those_who_do_not_know_better()
    {
        await _core.BeginTermAsync();
        await _core.SendAsync(new NoteBroker("broker:5672", "refused the connection."));

        Codes().ShouldNotContain("brokerAway", "the holder's own connection is there");
        Codes(acts: false).ShouldContain("brokerAway");
        Codes(live: null).ShouldContain("brokerAway");
        Codes(live: Live(bus: null)).ShouldNotContain("brokerAway", "there is no bus here");
    }

    [Fact]
    public async Task Given_nodes_on_either_way_When_the_bus_has_been_there_for_a_while_Then_only_who_stays_off_it_is_found()
    {
        await _core.BeginTermAsync();
        var a = await _core.JoinAsync("node-a");
        var b = await _core.JoinAsync("node-b");
        var passed = TimeSpan.Zero;
        for (var i = 1; i <= 12; i++)
        {
            _core.Desk.Receive("node-a", Core.Heartbeat(a, i), NodeSight.Http);
            _core.Desk.Receive("node-b", Core.Heartbeat(b, i), NodeSight.Bus);
            await _core.JudgeAsync();
            if (passed < TimeSpan.FromSeconds(10))
            {
                Codes().ShouldNotContain("nodeOffBus", $"after {passed}");
            }

            _core.Clock.Advance(TimeSpan.FromSeconds(1));
            passed += TimeSpan.FromSeconds(1);
        }

        var finding = Findings().Single(f => f.Code == "nodeOffBus");
        finding.Node.ShouldBe("node-a");
        finding.Remedy.ShouldContain("EventCluster__Bus__");
        _core.Desk.Receive("node-a", Core.Heartbeat(a, 13), NodeSight.Bus);
        Codes().ShouldNotContain("nodeOffBus");
    }

    [Fact]
    public async Task Given_the_broker_was_away_When_it_is_back_Then_nodes_have_time_to_come_back_too()
    {
        await _core.BeginTermAsync();
        var a = await _core.JoinAsync("node-a");
        _core.Desk.Receive("node-a", Core.Heartbeat(a, 1), NodeSight.Http);
        await _core.JudgeAsync();
        _core.Clock.Advance(TimeSpan.FromMinutes(1));
        _bus.Go(away: true);
        Codes().ShouldNotContain("nodeOffBus");
        _bus.Go(away: false);
        Codes().ShouldNotContain("nodeOffBus");
    }

    [Fact]
    public async Task Given_messages_with_another_key_When_they_stop_Then_their_senders_are_named_for_a_while()
    {
        await _core.BeginTermAsync();
        await _core.JoinAsync("node-a");
        _keys.Note(Rejection("node-a"));
        var finding = Findings().Single(f => f.Code == "busKeyMismatch");
        finding.Node.ShouldBe("node-a");
        finding.Message.ShouldContain("node-a");

        _core.Clock.Advance(TimeSpan.FromMinutes(3));
        Codes().ShouldNotContain("busKeyMismatch");
    }

    [Fact]
    public void Given_a_stranger_who_invents_names_When_many_messages_are_refused_Then_few_names_are_kept_and_none_that_cannot_be_one()
    {
        _keys.Note(Rejection("<script>"));
        _keys.Note(Rejection(""));
        _keys.Note(Rejection(new string('x', 64)));
        _keys.Note(Rejection("node-a", RejectReason.Replayed));
        _keys.Names.ShouldBeEmpty();
        for (var i = 0; i < 10_000; i++)
        {
            _keys.Note(Rejection($"node-{i}"));
        }

        _keys.Names.Count.ShouldBe(20);
        _core.Clock.Advance(TimeSpan.FromMinutes(3));
        _keys.Note(Rejection("node-b"));
        _keys.Names.ShouldBe(["node-b"]);
    }

    private static BusRejection Rejection(string name, RejectReason reason = RejectReason.OtherKey) => new(reason, "queue", new(BusRole.Node, name), null, false);

    private LiveView Live(BusView? bus, bool acts = true) => new(_core.Desk.LastSeen, _core.Desk.LeaseRemaining, "cp-1", acts, null, null, bus);

    private IReadOnlyList<Finding> Findings() => StatusProjection.Of(_core.Log.State, 0, default, Live(_health.Look())).Health.Findings;

    private string[] Codes(bool acts = true) => Codes(Live(_health.Look(), acts));

    private string[] Codes(LiveView? live) => [.. StatusProjection.Of(_core.Log.State, 0, default, live).Health.Findings.Select(f => f.Code)];
}
