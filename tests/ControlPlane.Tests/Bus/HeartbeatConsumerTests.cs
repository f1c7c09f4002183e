using System.Text;
using System.Text.Json;
using EventCluster.Bus;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;
using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Liveness;
using EventCluster.Domain.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.ControlPlane.Tests.Bus;

/// <summary>Every instance hears the heartbeats on the bus; only the holder of the term answers, and as it would over HTTP.</summary>
public sealed class HeartbeatConsumerTests
{
    private readonly Core _core = new();
    private readonly TestBus _bus;
    private readonly HeartbeatConsumer _consumer;

    public HeartbeatConsumerTests()
    {
        _bus = new(_core.Clock);
        _consumer = new(_core.Desk, _core.Log, _bus.Link, Guid.CreateVersion7, _core.Clock, NullLogger<HeartbeatConsumer>.Instance);
    }

    private IReadOnlyList<BusAnswer> Answers => [.. _bus.Of(BusKinds.Answer, WireJson.Default.BusAnswer)];

    [Fact]
    public async Task Given_a_node_When_it_beats_over_the_bus_Then_it_is_answered_with_its_desired_state_and_shown()
    {
        await _core.BeginTermAsync();
        var boot = await _core.JoinAsync("node-a");
        await BeatAsync("node-a", Core.Heartbeat(boot, 1));
        await _core.JudgeAsync();
        await BeatAsync("node-a", Core.Heartbeat(boot, 2));

        var answer = Answers[1];
        (answer.Boot, answer.Sequence, answer.Problem).ShouldBe((boot, 2, null));
        answer.Reply!.Desired.Role.ShouldBe(NodeRole.Active);
        answer.Reply.ShouldBe(_core.Desk.Answer(_core.Log.State.Nodes["node-a"], 2));
        _bus.Confirmed.ShouldAllBe(m => m.Exchange == BusExchange.Nodes && m.RoutingKey == "node-a" && m.Expires == _core.Log.State.Timings.Lease);
        _core.Desk.LastSeen("node-a")!.Channel.ShouldBe("bus");
    }

    [Fact]
    public async Task Given_a_node_When_another_speaks_for_it_Then_nothing_of_the_first_changes()
    {
        await _core.BeginTermAsync();
        var boot = await _core.JoinAsync("node-a");
        await _core.JoinAsync("node-b");

        // Who speaks is who has sealed it; node-b saying what node-a would say is node-b with a boot that is not its own.
        await BeatAsync("node-b", Core.Heartbeat(boot, 1));
        await HandleAsync(new(BusRole.Instance, "node-a"), BusKinds.Heartbeat, Core.Heartbeat(boot, 1));

        _core.Desk.LastSeen("node-a").ShouldBeNull();
        _core.Desk.LastSeen("node-b").ShouldBeNull();
        var answer = Answers.ShouldHaveSingleItem();
        answer.Problem!.Code.ShouldBe(ProblemCodes.NodeSuperseded);
        _bus.Confirmed.ShouldHaveSingleItem().RoutingKey.ShouldBe("node-b");
        _consumer.Unusable.ShouldBe(1);
    }

    [Fact]
    public async Task Given_an_older_process_an_unknown_node_and_a_value_out_of_bounds_When_they_beat_Then_they_are_told_as_over_http()
    {
        await _core.BeginTermAsync();
        var boot = await _core.JoinAsync("node-a");
        await _core.JoinAsync("node-a");
        await BeatAsync("node-a", Core.Heartbeat(boot, 7));
        await BeatAsync("nowhere", Core.Heartbeat(boot, 8));
        await BeatAsync("node-a", Core.Heartbeat(boot, 0));

        Answers.Select(a => (a.Sequence, a.Problem!.Code, a.Problem.Status)).ShouldBe(
            [(7, ProblemCodes.NodeSuperseded, 409), (8, ProblemCodes.NodeRemoved, 410), (0, ProblemCodes.ValidationFailed, 400)]);
        Answers.ShouldAllBe(a => a.Reply == null && a.Boot == boot && a.Problem!.Detail.Length > 10);
    }

    [Theory]
    [InlineData("heartbeat", "")]
    [InlineData("heartbeat", "not json")]
    [InlineData("heartbeat", "null")]
    [InlineData("heartbeat", "[]")]
    [InlineData("heartbeat", "{}")]
    [InlineData("heartbeat", """{"boot":7}""")]
    [InlineData("heartbeat", "\u0000\u00ff")]
    [InlineData("signal", """{"clusterVersion":7}""")]
    [InlineData("unheard of", "{}")]
    public async Task Given_a_sealed_message_of_which_nothing_can_be_made_When_it_comes_Then_it_is_counted_and_nothing_else(string kind, string body)
    {
        await _core.BeginTermAsync();
        await _consumer.HandleAsync(new(new(BusRole.Node, "node-a"), kind, Guid.CreateVersion7(), Encoding.Latin1.GetBytes(body)));

        (_consumer.Unusable, _consumer.Heard, _bus.Attempts).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task Given_a_heartbeat_larger_than_one_over_http_may_be_When_it_comes_Then_it_is_counted_and_nothing_else()
    {
        await _core.BeginTermAsync();
        var boot = await _core.JoinAsync("node-a");
        await BeatAsync("node-a", Core.Heartbeat(boot, 1) with { Checks = [new("check", CheckStatus.Passed, new string('x', 256 * 1024))] });

        (_consumer.Unusable, _bus.Attempts).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Given_an_instance_without_the_term_When_a_node_beats_Then_it_shows_that_and_says_nothing()
    {
        await _core.BeginTermAsync();
        var boot = await _core.JoinAsync("node-a");
        _core.Term.Lose();
        await BeatAsync("node-a", Core.Heartbeat(boot, 1));
        await BeatAsync("node-a", Core.Heartbeat(Guid.CreateVersion7(), 2));
        await BeatAsync("nowhere", Core.Heartbeat(boot, 2));
        await BeatAsync("node-a", Core.Heartbeat(boot, 0));

        _bus.Attempts.ShouldBe(0);
        _core.Desk.LastSeen("node-a")!.Heartbeat.Sequence.ShouldBe(1);
        _core.Desk.View(stalled: false).Sightings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_an_instance_without_the_term_When_it_hears_the_active_node_Then_it_claims_nothing_of_its_lease()
    {
        await _core.BeginTermAsync();
        var boot = await _core.JoinedAsync("node-a");
        await BeatAsync("node-a", Core.Heartbeat(boot, 2));
        _core.Desk.LeaseRemaining("node-a").ShouldNotBeNull();
        _core.Term.Lose();
        await BeatAsync("node-a", Core.Heartbeat(boot, 3));

        _core.Desk.LeaseRemaining("node-a").ShouldBeNull();
    }

    [Fact]
    public async Task Given_what_an_instance_heard_without_the_term_When_it_wins_one_Then_it_is_not_judged_by_that()
    {
        await _core.BeginTermAsync();
        var boot = await _core.JoinAsync("node-a");
        _core.Term.Lose();
        await BeatAsync("node-a", Core.Heartbeat(boot, 1));
        await _core.BeginTermAsync(2);
        _core.Desk.View(stalled: false).Sightings.ShouldBeEmpty();
        _core.Desk.LastSeen("node-a").ShouldNotBeNull();

        await BeatAsync("node-a", Core.Heartbeat(boot, 2));
        _core.Desk.View(stalled: false).Sightings.Keys.ShouldBe(["node-a"]);
        Answers.ShouldHaveSingleItem().Reply!.Term.ShouldBe(2);
    }

    [Fact]
    public async Task Given_a_heartbeat_over_both_ways_When_the_second_comes_Then_it_is_answered_and_not_noted_again()
    {
        await _core.BeginTermAsync();
        var boot = await _core.JoinAsync("node-a");
        _core.Desk.Receive("node-a", Core.Heartbeat(boot, 1), NodeSight.Http);
        var sight = _core.Desk.LastSeen("node-a");
        _core.Clock.Advance(TimeSpan.FromSeconds(1));
        await BeatAsync("node-a", Core.Heartbeat(boot, 1));

        _core.Desk.LastSeen("node-a").ShouldBe(sight);
        Answers.ShouldHaveSingleItem().Reply.ShouldNotBeNull();
    }

    [Fact]
    public async Task Given_timings_of_hours_When_a_node_beats_Then_the_answer_is_within_what_a_message_may_have()
    {
        await _core.BeginTermAsync();
        var boot = await _core.JoinAsync("node-a");
        (await _core.SendAsync(new ChangeConfiguration(null, new Dictionary<string, string> { ["lease"] = "12:00:00", ["suspectAfter"] = "12:00:00", ["lostAfter"] = "13:00:00" }, []))).Refusal.ShouldBeNull();
        await BeatAsync("node-a", Core.Heartbeat(boot, 1));

        _bus.Confirmed.ShouldHaveSingleItem().Expires.ShouldBe(BusMessage.LongestExpiry);
    }

    private Task BeatAsync(string node, HeartbeatRequest heartbeat) => HandleAsync(new(BusRole.Node, node), BusKinds.Heartbeat, heartbeat);

    private Task HandleAsync(BusParty sender, string kind, HeartbeatRequest heartbeat) => _consumer.HandleAsync(
        new(sender, kind, Guid.CreateVersion7(), JsonSerializer.SerializeToUtf8Bytes(heartbeat, WireJson.Default.HeartbeatRequest))).AsTask();
}
