using EventCluster.StreamStore.SqlServer;

namespace EventCluster.StreamStore.Tests.SqlServer;

public sealed class GatheringTests
{
    [Fact]
    public void Given_appends_anywhere_When_gathered_Then_all_share_a_group()
    {
        var waiting = Many(5, "orders").Concat(Many(5, "others")).ToList();
        var all = waiting.ToList();

        Gathering.Take(waiting).ShouldBe(all);
        waiting.ShouldBeEmpty();
    }

    [Fact]
    public void Given_an_append_that_expects_a_version_When_it_is_not_the_first_of_its_stream_Then_it_and_all_later_ones_wait()
    {
        AppendRequest first = One("orders"), second = One("orders", ExpectedVersion.At(0)), third = One("orders"), other = One("others", ExpectedVersion.NoStream);
        List<AppendRequest> waiting = [first, second, third, other];

        Gathering.Take(waiting).ShouldBe([first, other]);
        Gathering.Take(waiting).ShouldBe([second, third]);
        waiting.ShouldBeEmpty();
    }

    [Fact]
    public void Given_an_id_twice_When_gathered_Then_the_second_waits_but_not_that_of_another_stream()
    {
        var item = TestEvents.One();
        AppendRequest first = One("orders", events: item), again = One("orders", events: item), later = One("orders"), other = One("others", events: item);
        List<AppendRequest> waiting = [first, again, later, other];

        Gathering.Take(waiting).ShouldBe([first, other]);
        Gathering.Take(waiting).ShouldBe([again, later]);
    }

    [Fact]
    public void Given_more_events_than_a_group_holds_When_gathered_Then_the_rest_waits_in_order()
    {
        AppendRequest large = One("orders", events: TestEvents.Many(9_000)), next = One("orders", events: TestEvents.Many(2_000)), last = One("others");
        List<AppendRequest> waiting = [large, next, last];

        Gathering.Take(waiting).ShouldBe([large]);
        Gathering.Take(waiting).ShouldBe([next, last]);
    }

    [Fact]
    public void Given_more_requests_than_a_group_holds_When_gathered_Then_it_is_full()
    {
        var waiting = Many(Gathering.RequestsMax + 10, "orders").ToList();

        Gathering.Take(waiting).Count.ShouldBe(Gathering.RequestsMax);
        waiting.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Given_a_caller_that_gave_up_When_gathered_Then_its_append_is_dropped()
    {
        AppendRequest left = One("orders"), stays = One("orders");
        await Should.ThrowAsync<OperationCanceledException>(left.AnswerAsync(new CancellationToken(canceled: true)));
        List<AppendRequest> waiting = [left, stays];

        Gathering.Take(waiting).ShouldBe([stays]);
        waiting.ShouldBeEmpty();
    }

    private static AppendRequest One(string stream, ExpectedVersion? expected = null, params NewEvent[] events) =>
        new(StreamId.Of(stream), expected ?? ExpectedVersion.Any, events.Length == 0 ? TestEvents.Many(1) : events);

    private static IEnumerable<AppendRequest> Many(int count, string stream) => Enumerable.Range(0, count).Select(_ => One(stream));
}
