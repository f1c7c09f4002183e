using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.NodeWorker.Tests.Link;

/// <summary>Both ways: the bus does what the test says, HTTP is real.</summary>
public sealed class SwitchingLinkTests : IAsyncLifetime
{
    private static readonly BeatLimits Limits = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));
    private static readonly BeatLimits Hasty = Limits with { Prompt = TimeSpan.FromMilliseconds(20) };
    private static readonly Uri Nobody = new("http://127.0.0.1:9");
    private readonly TestBus _bus = new();
    private readonly SteppedClock _clock = new();
    private readonly List<HttpLink> _https = [];
    private FakeControlPlane _fake = null!;
    private WorkerBus _workerBus = null!;
    private BusLink _busLink = null!;
    private SwitchingLink _link = null!;
    private long _sequence;

    public async ValueTask InitializeAsync()
    {
        _fake = await FakeControlPlane.StartAsync();
        _workerBus = new(_ => _bus);
        _busLink = new(_workerBus, new BlockingSignal(), Guid.CreateVersion7, BootTimeProvider.Instance);
        _link = Link(_fake.Address);
        _workerBus.Join("test");
        await Eventually.Holds(() => _workerBus.Status is not null, "the bus");
        _bus.Connect();
        AnswerOnBus();
    }

    public async ValueTask DisposeAsync()
    {
        await _workerBus.DisposeAsync();
        await _bus.DisposeAsync();
        _link.Dispose();
        _https.ForEach(http => http.Dispose());
        await _fake.DisposeAsync();
    }

    [Fact]
    public void Given_a_bus_that_answers_then_heartbeats_go_over_it_alone_and_the_signal_stream_is_not_needed()
    {
        Beat().Outcome.ShouldBe(LinkOutcome.Answered);
        Beat().Outcome.ShouldBe(LinkOutcome.Answered);

        _bus.Heartbeats.Select(beat => beat.Sequence).ShouldBe([1, 2]);
        _fake.Heartbeats.ShouldBeEmpty();
        _link.Channel.ShouldBe("bus");
        _link.Current.ShouldBe("cp-1");
        _link.Switches.ShouldBe(1);
        _link.WithoutBus.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public void Given_no_answer_on_the_bus_then_the_same_heartbeat_goes_over_http_at_once()
    {
        Beat();
        _bus.OnPublish = _ => ValueTask.FromResult(true);

        var answer = Beat(Hasty);

        answer.Outcome.ShouldBe(LinkOutcome.Answered);
        answer.Reply!.Sequence.ShouldBe(2);
        _bus.Heartbeats.Select(beat => beat.Sequence).ShouldBe([1, 2]);
        _fake.Last!.Sequence.ShouldBe(2);
        _link.Channel.ShouldBe("http");
        _link.Current.ShouldBe(_fake.Address.ToString());
        _link.Switches.ShouldBe(2);
        _link.WithoutBus.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public void Given_a_bus_that_is_away_then_heartbeats_go_straight_over_http_and_back_when_it_is_there_again()
    {
        Beat();
        _bus.Lose("is gone");
        _link.WithoutBus.IsOpen.ShouldBeTrue();
        Beat();
        Beat();
        _bus.Heartbeats.Select(beat => beat.Sequence).ShouldBe([1]);
        _fake.Heartbeats.Select(beat => beat.Sequence).ShouldBe([2, 3]);

        _bus.Connect();
        Beat();
        _fake.Heartbeats.Count.ShouldBe(2);
        _link.Channel.ShouldBe("bus");
    }

    [Fact]
    public void Given_a_connected_bus_on_which_nobody_answers_then_only_some_heartbeats_wait_for_it_and_it_is_taken_again_when_it_answers()
    {
        _bus.OnPublish = _ => ValueTask.FromResult(true);
        for (var i = 0; i < 30; i++)
        {
            Beat(Hasty).Outcome.ShouldBe(LinkOutcome.Answered);
            _clock.Step(TimeSpan.FromSeconds(1));
        }

        _fake.Heartbeats.Count.ShouldBe(30);
        _bus.Heartbeats.Count.ShouldBeInRange(6, 9);
        _link.Problem!.ShouldContain("nobody answered");

        AnswerOnBus();
        for (var i = 0; i < 6; i++)
        {
            Beat();
            _clock.Step(TimeSpan.FromSeconds(1));
        }

        _link.Channel.ShouldBe("bus");
        _link.Problem.ShouldBeNull();
        _link.WithoutBus.IsOpen.ShouldBeFalse();
    }

    [Theory]
    [InlineData(ProblemCodes.NodeSuperseded, 409)]
    [InlineData(ProblemCodes.NodeRemoved, 410)]
    public void Given_a_problem_over_the_bus_that_http_does_not_confirm_then_it_is_as_if_nobody_had_said_it(string code, int status)
    {
        ProblemOnBus(code, status);

        Beat().Outcome.ShouldBe(LinkOutcome.Answered);
        _fake.Last!.Sequence.ShouldBe(1);
        _link.Channel.ShouldBe("http");
    }

    [Fact]
    public void Given_a_problem_over_the_bus_that_http_confirms_then_it_is_believed()
    {
        ProblemOnBus(ProblemCodes.NodeRemoved, 410);
        _fake.HeartbeatRefusal = (410, ProblemCodes.NodeRemoved);

        Beat().Outcome.ShouldBe(LinkOutcome.Removed);
    }

    [Fact]
    public void Given_a_lease_that_is_almost_over_then_no_time_is_spent_on_the_bus()
    {
        Beat(Limits with { Prompt = TimeSpan.FromMilliseconds(5) }).Outcome.ShouldBe(LinkOutcome.Answered);

        _bus.Published.ShouldBeEmpty();
        _fake.Last!.Sequence.ShouldBe(1);
    }

    [Fact]
    public void Given_that_no_instance_can_be_reached_over_http_then_the_next_heartbeat_tries_the_bus_whatever_it_did_before()
    {
        _link = Link(Nobody, Nobody);
        _bus.OnPublish = _ => ValueTask.FromResult(true);
        Beat(Hasty).Outcome.ShouldBe(LinkOutcome.Unavailable);
        AnswerOnBus();
        Beat(Hasty).Outcome.ShouldBe(LinkOutcome.Unavailable);

        Beat().Outcome.ShouldBe(LinkOutcome.Answered);
        _bus.Heartbeats.Select(beat => beat.Sequence).ShouldBe([1, 3]);
    }

    [Fact]
    public void Given_a_bus_then_joins_go_over_http()
    {
        _link.Join(new("node-a", Guid.Empty, Guid.Empty, "home", ["web"], "p", "1", "1", "http://x", "os", null, TimeSpan.Zero), Limits.Whole)
            .Outcome.ShouldBe(LinkOutcome.Answered);

        _fake.Joins.Count.ShouldBe(1);
        _bus.Published.ShouldBeEmpty();
    }

    private SwitchingLink Link(params Uri[] addresses)
    {
        _https.Add(new("node-a", addresses, "join-token"));
        return new(_https[^1], _workerBus, _busLink, _clock, NullLogger<SwitchingLink>.Instance);
    }

    private LinkAnswer<HeartbeatReply> Beat(BeatLimits? limits = null) => _link.Beat(
        new(Guid.Empty, ++_sequence, 0, 0, null, null, null, ServiceState.Stopped, 0, null, null, false, [], 0), "node-token", limits ?? Limits);

    private void AnswerOnBus() => _bus.OnPublish = message =>
    {
        _busLink.Hear(TestBus.AnswerTo(TestBus.HeartbeatIn(message), FakeControlPlane.Standby()), "cp-1");
        return ValueTask.FromResult(true);
    };

    private void ProblemOnBus(string code, int status) => _bus.OnPublish = message =>
    {
        var heartbeat = TestBus.HeartbeatIn(message);
        _busLink.Hear(new BusAnswer(heartbeat.Boot, heartbeat.Sequence, null, new("/problems/" + code, code, status, code, "forged")), "cp-1");
        return ValueTask.FromResult(true);
    };
}
