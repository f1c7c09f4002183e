namespace EventCluster.StreamStore.Tests;

public abstract partial class StreamStoreContract
{
    [Fact]
    public async Task Given_a_count_When_trimmed_Then_only_the_newest_stay_and_nothing_moves()
    {
        await AppendMany();
        await Store.AppendAsync("others", ExpectedVersion.Any, TestEvents.Many(3), Ended);
        var before = await Read();
        await Store.SetRetentionAsync(Stream, new Retention(MaxCount: 10), Ended);
        var head = await Store.HeadAsync(Stream, Ended);

        (await Store.TrimAsync(Stream, DateTime.UtcNow, Ended)).ShouldBe(ManyEvents - 10);
        (await Read()).Select(item => (item.Version, item.Position, item.Id))
            .ShouldBe(before.TakeLast(10).Select(item => (item.Version, item.Position, item.Id)));
        (await Store.HeadAsync(Stream, Ended)).ShouldBe(head);
        (await Store.TrimAsync(Stream, DateTime.UtcNow, Ended)).ShouldBe(0);
        (await ReadAll()).Count.ShouldBe(13);
    }

    [Fact]
    public async Task Given_an_age_When_trimmed_Then_what_is_older_goes_and_the_head_stays()
    {
        await Append(ExpectedVersion.Any, TestEvents.Many(3));
        clock.Offset = TimeSpan.FromHours(2);
        await Append(ExpectedVersion.Any, TestEvents.Many(2));
        await Store.SetRetentionAsync(Stream, new Retention(MaxAge: TimeSpan.FromHours(1)), Ended);

        (await Store.TrimAsync(Stream, clock.GetUtcNow().UtcDateTime, Ended)).ShouldBe(3);
        (await Read()).Select(item => item.Version).ShouldBe([3, 4]);
        var newest = await ReadAll(long.MaxValue, ReadDirection.Backwards, 1);
        (await Store.TrimAsync(Stream, clock.GetUtcNow().UtcDateTime.AddHours(3), Ended)).ShouldBe(2);

        (await ReadAll()).ShouldBeEmpty();
        (await Store.HeadAsync(Stream, Ended)).ShouldBe(new StreamHead(4, newest[0].Position));
        (await Store.HeadPositionAsync(Ended)).ShouldBe(newest[0].Position);
        var next = await Append(ExpectedVersion.At(4), TestEvents.One());
        next.Version.ShouldBe(5);
        next.Position.ShouldBeGreaterThan(newest[0].Position);
    }

    [Fact]
    public async Task Given_count_and_age_When_trimmed_Then_an_event_goes_by_either()
    {
        await Append(ExpectedVersion.Any, TestEvents.Many(2));
        clock.Offset = TimeSpan.FromHours(2);
        await Append(ExpectedVersion.Any, TestEvents.Many(5));
        await Store.SetRetentionAsync(Stream, new Retention(TimeSpan.FromHours(1), 3), Ended);

        (await Store.TrimAsync(Stream, clock.GetUtcNow().UtcDateTime, Ended)).ShouldBe(4);
        (await Read()).Select(item => item.Version).ShouldBe([4, 5, 6]);
    }

    [Fact]
    public async Task Given_a_clock_that_ran_backwards_When_trimmed_by_age_Then_no_young_event_goes()
    {
        await Append(ExpectedVersion.Any, TestEvents.One());
        clock.Offset = TimeSpan.FromHours(-5);
        await Append(ExpectedVersion.Any, TestEvents.One());
        clock.Offset = TimeSpan.Zero;
        await Store.SetRetentionAsync(Stream, new Retention(TimeSpan.FromHours(1)), Ended);

        (await Store.TrimAsync(Stream, DateTime.UtcNow, Ended)).ShouldBe(0);
        (await Read()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Given_no_retention_When_trimmed_Then_everything_stays()
    {
        (await Store.TrimAsync(Stream, DateTime.UtcNow, Ended)).ShouldBe(0);
        await Append(ExpectedVersion.Any, TestEvents.Many(2));
        (await Store.TrimAsync(Stream, DateTime.UtcNow.AddYears(100), Ended)).ShouldBe(0);
        await Store.SetRetentionAsync(Stream, new Retention(MaxCount: 1), Ended);
        await Store.SetRetentionAsync(Stream, new Retention(), Ended);
        (await Store.TrimAsync(Stream, DateTime.UtcNow, Ended)).ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_senseless_retention_When_set_Then_it_is_refused()
    {
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await Store.SetRetentionAsync(Stream, new Retention(MaxCount: 0), Ended));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await Store.SetRetentionAsync(Stream, new Retention(TimeSpan.Zero), Ended));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.TrimAsync(Stream, DateTime.Now, Ended));
    }
}
