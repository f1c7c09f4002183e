using EventCluster.StreamStore.SqlServer;
using static EventCluster.StreamStore.Tests.SqlServer.ScriptedServer.Failure;

namespace EventCluster.StreamStore.Tests.SqlServer;

/// <summary>What callers are told when the server fails, without a server.</summary>
public sealed class GroupCommitTests
{
    private readonly ScriptedServer server = new();
    private int commits;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Given_a_deadlock_When_committed_again_Then_each_is_stored_once_and_told_so()
    {
        server.Next(Deadlock, Deadlock);
        List<AppendRequest> group = [One(), One()];

        await RunAsync(group);

        (await AnswerAsync(group)).ShouldBe([new AppendResult(0, 0, false), new AppendResult(1, 1, false)]);
        server.Stored.ShouldBe(group.SelectMany(request => request.Events.Ids()));
        commits.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_connection_cut_before_the_commit_When_sent_again_Then_it_is_stored_once()
    {
        server.Next(CutBefore);
        List<AppendRequest> group = [One()];

        await RunAsync(group);

        (await AnswerAsync(group)).ShouldBe([new AppendResult(0, 0, false)]);
        server.Stored.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_connection_cut_after_the_commit_When_read_back_Then_it_is_stored_once_and_is_a_success()
    {
        server.Next(CutAfter);
        List<AppendRequest> group = [One(), One(), One(ExpectedVersion.At(1))];

        await RunAsync(group);

        (await AnswerAsync(group)).ShouldBe([new AppendResult(0, 0, false), new AppendResult(1, 1, false), new AppendResult(2, 2, false)]);
        server.Stored.ShouldBe(group.SelectMany(request => request.Events.Ids()));
    }

    [Fact]
    public async Task Given_a_repeated_append_When_nothing_was_lost_Then_it_is_already_there()
    {
        var first = One();
        await RunAsync([first]);
        AppendRequest again = new(first.Stream, ExpectedVersion.Any, first.Events);

        await RunAsync([again]);

        (await again.AnswerAsync(Ended)).AlreadyThere.ShouldBeTrue();
    }

    [Fact]
    public async Task Given_one_conflict_in_a_group_When_committed_Then_it_fails_no_other()
    {
        List<AppendRequest> group = [One(ExpectedVersion.At(7)), One()];

        await RunAsync(group.ToList());

        (await Should.ThrowAsync<WrongExpectedVersionException>(group[0].AnswerAsync(Ended))).Actual.ShouldBe(-1);
        (await group[1].AnswerAsync(Ended)).Version.ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_server_that_stays_away_When_the_time_is_up_Then_each_is_told_and_nothing_is_sent_any_more()
    {
        server.Next([.. Enumerable.Repeat(CutBefore, 1_000)]);
        List<AppendRequest> group = [One(), One()];

        await RunAsync(group.ToList(), TimeSpan.FromMilliseconds(50));
        var attempts = server.Attempts.Count;

        foreach (var request in group)
        {
            (await Should.ThrowAsync<StoreUnavailableException>(request.AnswerAsync(Ended))).Message.ShouldContain("'test' on 'nowhere'");
        }

        attempts.ShouldBeGreaterThan(1);
        server.Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_an_account_that_is_refused_When_committed_Then_it_is_told_at_once()
    {
        server.Next(Denied);
        var request = One();

        await RunAsync([request]);

        await Should.ThrowAsync<StoreUnavailableException>(request.AnswerAsync(Ended));
        server.Attempts.ShouldBe([1]);
    }

    [Fact]
    public async Task Given_a_caller_that_gave_up_When_sent_again_Then_its_events_are_left_out()
    {
        server.Next(Deadlock);
        using CancellationTokenSource leaving = new();
        AppendRequest leaves = One(), stays = One();
        var left = leaves.AnswerAsync(leaving.Token);

        await RunAsync([leaves, stays], beforeWrite: () => leaving.Cancel());

        await Should.ThrowAsync<OperationCanceledException>(left);
        server.Attempts.ShouldBe([2, 1]);
        server.Stored.ShouldBe(stays.Events.Ids());
    }

    private static AppendRequest One(ExpectedVersion? expected = null) => new(StreamId.Of("orders"), expected ?? ExpectedVersion.Any, TestEvents.Many(1));

    private static Task<AppendResult[]> AnswerAsync(IEnumerable<AppendRequest> group) => Task.WhenAll(group.Select(request => request.AnswerAsync(Ended)));

    private Task RunAsync(List<AppendRequest> group, TimeSpan? limit = null, Action? beforeWrite = null)
    {
        Attempts attempts = new(new RetryRule(limit ?? TimeSpan.FromMinutes(1)), new SqlServerStoreOptions("unused"), "'test' on 'nowhere'");
        GroupCommit commit = new(
            requests =>
            {
                beforeWrite?.Invoke();
                return server.WriteAsync(requests);
            },
            server.FindAsync, attempts, () => commits++);
        return commit.RunAsync(group.ToList());
    }
}
