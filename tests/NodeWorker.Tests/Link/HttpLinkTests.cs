using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Link;

public sealed class HttpLinkTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly Uri Nobody = new("http://127.0.0.1:9");
    private FakeControlPlane _fake = null!;

    public async ValueTask InitializeAsync() => _fake = await FakeControlPlane.StartAsync();

    public ValueTask DisposeAsync() => _fake.DisposeAsync();

    [Fact]
    public void Given_an_instance_that_answers_then_the_answer_is_given()
    {
        using var link = new HttpLink("node-a", [_fake.Address], "join-token");

        var answer = link.Beat(Heartbeat(5), "node-token", Limit);

        answer.Outcome.ShouldBe(LinkOutcome.Answered);
        answer.Reply!.Sequence.ShouldBe(5);
        _fake.Last!.Sequence.ShouldBe(5);
    }

    [Fact]
    public void Given_an_instance_that_cannot_be_reached_then_the_next_call_goes_to_the_next_and_stays_there()
    {
        using var link = new HttpLink("node-a", [Nobody, _fake.Address], "join-token");

        link.Beat(Heartbeat(1), "t", Limit).ShouldSatisfyAllConditions(
            answer => answer.Outcome.ShouldBe(LinkOutcome.Unavailable),
            answer => answer.Detail.ShouldContain("cannot be reached"));
        link.Beat(Heartbeat(2), "t", Limit).Outcome.ShouldBe(LinkOutcome.Answered);
        link.Beat(Heartbeat(3), "t", Limit).Outcome.ShouldBe(LinkOutcome.Answered);
        link.Address.ShouldBe(_fake.Address);
    }

    [Fact]
    public void Given_an_instance_that_hangs_then_the_call_ends_at_its_limit()
    {
        _fake.Hangs = true;
        using var link = new HttpLink("node-a", [_fake.Address, Nobody], "join-token");

        link.Beat(Heartbeat(1), "t", TimeSpan.FromMilliseconds(100)).Detail.ShouldContain("did not answer within 100 ms");
        link.Address.ShouldBe(Nobody);
    }

    [Theory]
    [InlineData(401, ProblemCodes.Unauthorized, LinkOutcome.Unauthorized)]
    [InlineData(403, ProblemCodes.KeyMismatch, LinkOutcome.KeyMismatch)]
    [InlineData(404, ProblemCodes.NotFound, LinkOutcome.Unknown)]
    [InlineData(409, ProblemCodes.NodeSuperseded, LinkOutcome.Superseded)]
    [InlineData(410, ProblemCodes.NodeRemoved, LinkOutcome.Removed)]
    [InlineData(400, ProblemCodes.ValidationFailed, LinkOutcome.Refused)]
    [InlineData(503, ProblemCodes.NotLeader, LinkOutcome.Unavailable)]
    [InlineData(503, ProblemCodes.NotReady, LinkOutcome.Unavailable)]
    [InlineData(500, ProblemCodes.Internal, LinkOutcome.Unavailable)]
    [InlineData(429, "tooMany", LinkOutcome.Unavailable)]
    public void Given_a_refusal_then_it_is_understood_and_explained(int status, string code, LinkOutcome outcome)
    {
        _fake.HeartbeatRefusal = (status, code);
        using var link = new HttpLink("node-a", [_fake.Address, Nobody], "join-token");

        var answer = link.Beat(Heartbeat(1), "t", Limit);

        answer.Outcome.ShouldBe(outcome);
        answer.Detail.ShouldContain($"because of {code}");
        link.Address.ShouldBe(outcome == LinkOutcome.Unavailable ? Nobody : _fake.Address);
    }

    [Theory]
    [InlineData(1000, 5000, 1666)]
    [InlineData(200, 5000, 400)]
    [InlineData(1000, null, 2000)]
    [InlineData(30000, 300000, 10000)]
    [InlineData(10, 30, 50)]
    public void Given_interval_and_lease_then_a_call_takes_at_most_two_intervals_a_third_of_the_lease_and_ten_seconds(int interval, int? lease, int limit)
    {
        var desired = FakeControlPlane.Standby() with
        {
            HeartbeatInterval = TimeSpan.FromMilliseconds(interval),
            Lease = lease is { } some ? TimeSpan.FromMilliseconds(some) : null,
        };

        ((int)HeartbeatThread.CallLimit(desired).TotalMilliseconds).ShouldBe(limit);
    }

    [Fact]
    public async Task Given_a_listener_when_a_signal_comes_then_it_is_told()
    {
        var signals = 0;
        using var stop = new CancellationTokenSource();
        var listening = new SignalListener("node-a", () => _fake.Address, () => "t", () => Interlocked.Increment(ref signals)).RunAsync(stop.Token);

        // The first one stands for whatever was signalled before the stream stood.
        await Eventually.Holds(() => Volatile.Read(ref signals) == 1, "the stream");
        _fake.Tell(FakeControlPlane.Standby());
        await Eventually.Holds(() => Volatile.Read(ref signals) == 2, "the signal");
        await stop.CancelAsync();
        await listening;
    }

    private static HeartbeatRequest Heartbeat(long sequence) => new(Guid.Empty, sequence, 0, 0, null, null, null, ServiceState.Stopped, 0, null, null, false, [], 0);
}
