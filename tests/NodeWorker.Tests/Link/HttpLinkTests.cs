using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Link;

public sealed class HttpLinkTests : IAsyncLifetime
{
    private static readonly BeatLimits Limit = new(TimeSpan.FromSeconds(20), TimeSpan.Zero, TimeSpan.FromSeconds(5));
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

        link.Beat(Heartbeat(1), "t", Limit with { Whole = TimeSpan.FromMilliseconds(100) }).Detail.ShouldContain("did not answer within 100 ms");
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

    private static HeartbeatRequest Heartbeat(long sequence) => new(Guid.Empty, sequence, 0, 0, null, null, null, ServiceState.Stopped, 0, null, null, false, [], 0);
}
