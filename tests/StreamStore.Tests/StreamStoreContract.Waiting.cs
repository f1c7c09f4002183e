namespace EventCluster.StreamStore.Tests;

public abstract partial class StreamStoreContract
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Given_an_event_past_the_position_When_waiting_Then_it_ends_at_once()
    {
        var result = await Append(ExpectedVersion.Any, TestEvents.One());
        (await Store.WaitAsync(result.Position - 1, TimeSpan.Zero, Ended)).ShouldBeTrue();
        (await Store.WaitAsync(-1, Long, Ended)).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_no_event_past_the_position_When_the_time_passes_Then_it_says_so()
    {
        (await Store.WaitAsync(-1, TimeSpan.Zero, Ended)).ShouldBeFalse();
        var result = await Append(ExpectedVersion.Any, TestEvents.One());
        (await Store.WaitAsync(result.Position, TimeSpan.FromMilliseconds(20), Ended)).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_many_who_wait_When_an_event_is_appended_Then_all_are_woken()
    {
        var result = await Append(ExpectedVersion.Any, TestEvents.One());
        var waiting = Enumerable.Range(0, 20).Select(_ => Store.WaitAsync(result.Position, Long, Ended)).ToList();
        await Append(ExpectedVersion.Any, TestEvents.One());
        (await Task.WhenAll(waiting)).ShouldAllBe(woken => woken);
    }

    [Fact]
    public async Task Given_one_who_waits_When_a_repeated_append_stores_nothing_Then_it_waits_on()
    {
        var item = TestEvents.One();
        var result = await Append(ExpectedVersion.Any, item);
        var waiting = Store.WaitAsync(result.Position, TimeSpan.FromMilliseconds(50), Ended);
        await Append(ExpectedVersion.Any, item);
        (await waiting).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_newer_events_gone_by_retention_When_waiting_Then_it_waits_for_one_that_can_be_read()
    {
        var result = await Append(ExpectedVersion.Any, TestEvents.One());
        await Store.AppendAsync("short", ExpectedVersion.Any, TestEvents.Many(2), Ended);
        await Store.SetRetentionAsync("short", new Retention(TimeSpan.FromHours(1)), Ended);
        await Store.TrimAsync("short", DateTime.UtcNow.AddHours(2), Ended);

        (await Store.WaitAsync(result.Position, TimeSpan.FromMilliseconds(20), Ended)).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_one_who_waits_When_woken_for_nothing_Then_it_waits_on()
    {
        var waiting = Store.WaitAsync(-1, TimeSpan.FromMilliseconds(50), Ended);
        Store.Wake();
        (await waiting).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_one_who_waits_When_cancelled_Then_it_ends()
    {
        using CancellationTokenSource source = new();
        var waiting = Store.WaitAsync(-1, Long, source.Token);
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }
}
