using EventCluster.Bus;
using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Link;

/// <summary>A heartbeat over the bus brings the desired state or nothing, and never takes longer than it may.</summary>
public sealed class BusLinkTests : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly Guid Boot = Guid.CreateVersion7();
    private readonly TestBus _bus = new();
    private readonly WorkerBus _workerBus;
    private readonly BusLink _link;

    public BusLinkTests()
    {
        _workerBus = new(_ => _bus);
        _link = new(_workerBus, new BlockingSignal(), Guid.CreateVersion7, BootTimeProvider.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _workerBus.DisposeAsync();
        await _bus.DisposeAsync();
    }

    [Fact]
    public async Task Given_an_instance_that_answers_then_the_desired_state_is_believed_and_the_message_is_a_heartbeat_worth_a_lease()
    {
        await ConnectAsync();
        _bus.OnPublish = message => Answer(TestBus.AnswerTo(TestBus.HeartbeatIn(message), FakeControlPlane.Active(7)));

        var answer = _link.Beat(Heartbeat(5), Limits(Long));

        answer.Outcome.ShouldBe(LinkOutcome.Answered);
        answer.Reply!.Desired.Epoch.ShouldBe(7);
        _link.Instance.ShouldBe("cp-1");
        _bus.Published.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            message => message.Exchange.ShouldBe(BusExchange.Heartbeats),
            message => message.RoutingKey.ShouldBeEmpty(),
            message => message.Kind.ShouldBe(BusKinds.Heartbeat),
            message => message.Expires.ShouldBe(TimeSpan.FromSeconds(5)),
            message => TestBus.HeartbeatIn(message).Sequence.ShouldBe(5));
    }

    [Fact]
    public async Task Given_an_answer_that_comes_before_the_broker_confirms_then_it_is_taken_without_waiting()
    {
        await ConnectAsync();
        var confirmation = new TaskCompletionSource<bool>();
        _bus.OnPublish = message =>
        {
            _link.Hear(TestBus.AnswerTo(TestBus.HeartbeatIn(message), FakeControlPlane.Standby()), "cp-1");
            return new(confirmation.Task);
        };

        _link.Beat(Heartbeat(1), Limits(Long)).Outcome.ShouldBe(LinkOutcome.Answered);
        confirmation.SetResult(false);
    }

    [Fact]
    public async Task Given_answers_to_another_boot_or_another_heartbeat_then_they_are_ignored()
    {
        await ConnectAsync();
        _bus.OnPublish = async message =>
        {
            var right = TestBus.AnswerTo(TestBus.HeartbeatIn(message), FakeControlPlane.Standby(3));
            await Answer(right with { Boot = Guid.CreateVersion7() });
            await Answer(right with { Sequence = 4 });
            await Answer(right with { Sequence = 6 });
            return await Answer(right);
        };

        var answer = _link.Beat(Heartbeat(5), Limits(Long));

        answer.Outcome.ShouldBe(LinkOutcome.Answered);
        answer.Reply!.Desired.Epoch.ShouldBe(3);
    }

    [Fact]
    public async Task Given_an_answer_whose_state_answers_another_heartbeat_then_it_is_not_believed()
    {
        await ConnectAsync();
        _bus.OnPublish = message => Answer(TestBus.AnswerTo(TestBus.HeartbeatIn(message), FakeControlPlane.Standby()) with { Reply = new(9, 1, 1, FakeControlPlane.Standby()) });

        _link.Beat(Heartbeat(5), Limits(Long)).ShouldSatisfyAllConditions(
            answer => answer.Outcome.ShouldBe(LinkOutcome.Unavailable),
            answer => answer.Reply.ShouldBeNull());
    }

    [Fact]
    public async Task Given_a_doubled_answer_then_the_second_one_answers_nothing()
    {
        await ConnectAsync();
        var first = true;
        _bus.OnPublish = async message =>
        {
            if (!first)
            {
                return true;
            }

            first = false;
            await Answer(TestBus.AnswerTo(TestBus.HeartbeatIn(message), FakeControlPlane.Standby()));
            return await Answer(TestBus.AnswerTo(TestBus.HeartbeatIn(message), FakeControlPlane.Active(9)));
        };

        _link.Beat(Heartbeat(1), Limits(Long)).Reply!.Desired.Role.ShouldBe(NodeRole.Standby);
        _link.Beat(Heartbeat(2), Limits(Short)).Outcome.ShouldBe(LinkOutcome.Unavailable);
    }

    [Fact]
    public async Task Given_an_answer_that_comes_after_the_wait_then_the_next_heartbeat_does_not_take_it()
    {
        await ConnectAsync();
        var silent = _link.Beat(Heartbeat(1), Limits(Short));
        silent.Outcome.ShouldBe(LinkOutcome.Unavailable);
        silent.Detail.ShouldContain("nobody answered");
        await Answer(TestBus.AnswerTo(Heartbeat(1), FakeControlPlane.Active(9)));

        _link.Beat(Heartbeat(2), Limits(Short)).Outcome.ShouldBe(LinkOutcome.Unavailable);
    }

    [Fact]
    public async Task Given_a_broker_that_refuses_then_the_wait_ends_at_once()
    {
        await ConnectAsync();
        _bus.OnPublish = async _ =>
        {
            await Task.Yield();
            return false;
        };

        // The limit is longer than any test may take.
        _link.Beat(Heartbeat(1), Limits(TimeSpan.FromHours(1))).Detail.ShouldContain("did not take the heartbeat");
    }

    [Fact]
    public async Task Given_a_broker_that_confirms_too_late_then_the_wait_ends_at_its_limit()
    {
        await ConnectAsync();
        var confirmation = new TaskCompletionSource<bool>();
        _bus.OnPublish = _ => new(confirmation.Task);

        _link.Beat(Heartbeat(1), Limits(Short)).Outcome.ShouldBe(LinkOutcome.Unavailable);

        // Its late end is nobody's end.
        confirmation.SetResult(false);
        _bus.OnPublish = message => Answer(TestBus.AnswerTo(TestBus.HeartbeatIn(message), FakeControlPlane.Standby()));
        _link.Beat(Heartbeat(2), Limits(Long)).Outcome.ShouldBe(LinkOutcome.Answered);
    }

    [Fact]
    public async Task Given_a_connection_that_closes_while_the_answer_is_awaited_then_the_wait_ends_at_once()
    {
        await ConnectAsync();
        _bus.OnPublish = heartbeat =>
        {
            _ = Task.Run(() => _bus.Lose("closed the connection."), CancellationToken.None);
            return new(true);
        };

        _link.Beat(Heartbeat(1), Limits(TimeSpan.FromHours(1))).Detail.ShouldContain("broker:5672 closed the connection.");
        _link.ConnectedSince.ShouldBeNull();
    }

    [Fact]
    public void Given_no_bus_yet_then_there_is_no_answer_and_no_wait()
    {
        _link.ConnectedSince.ShouldBeNull();
        _link.Beat(Heartbeat(1), Limits(TimeSpan.FromHours(1))).Outcome.ShouldBe(LinkOutcome.Unavailable);
    }

    [Theory]
    [InlineData(409, ProblemCodes.NodeSuperseded)]
    [InlineData(410, ProblemCodes.NodeRemoved)]
    [InlineData(404, ProblemCodes.NotFound)]
    [InlineData(503, ProblemCodes.NotReady)]
    public async Task Given_a_problem_over_the_bus_then_it_is_no_more_than_no_answer(int status, string code)
    {
        await ConnectAsync();
        _bus.OnPublish = message => Answer(TestBus.AnswerTo(TestBus.HeartbeatIn(message), FakeControlPlane.Standby()) with
        {
            Reply = null,
            Problem = new("/problems/" + code, code, status, code, "because of " + code),
        });

        var answer = _link.Beat(Heartbeat(1), Limits(Long));

        answer.Outcome.ShouldBe(LinkOutcome.Unavailable);
        answer.Detail.ShouldContain("because of " + code);
    }

    private async Task ConnectAsync()
    {
        _workerBus.Join("test");
        await Eventually.Holds(() => _workerBus.Status is not null, "the bus");
        _bus.Connect();
    }

    private ValueTask<bool> Answer(BusAnswer answer)
    {
        _link.Hear(answer, "cp-1");
        return ValueTask.FromResult(true);
    }

    private static BeatLimits Limits(TimeSpan prompt) => new(Long, prompt, TimeSpan.FromSeconds(5));

    private static HeartbeatRequest Heartbeat(long sequence) => new(Boot, sequence, 0, 0, null, null, null, ServiceState.Stopped, 0, null, null, false, [], 0);
}
