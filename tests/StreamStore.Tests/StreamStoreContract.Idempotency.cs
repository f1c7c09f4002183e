namespace EventCluster.StreamStore.Tests;

public abstract partial class StreamStoreContract
{
    [Fact]
    public async Task Given_an_append_When_repeated_at_its_place_Then_it_gives_the_same_and_changes_nothing()
    {
        NewEvent[] first = TestEvents.Many(2), second = TestEvents.Many(3);
        var one = await Append(ExpectedVersion.NoStream, first);
        var two = await Append(ExpectedVersion.At(1), second);
        await Append(ExpectedVersion.At(4), TestEvents.One());
        var before = await ReadAll();

        (await Append(ExpectedVersion.NoStream, first)).ShouldBe(one with { AlreadyThere = true });
        (await Append(ExpectedVersion.Empty, first)).ShouldBe(one with { AlreadyThere = true });
        (await Append(ExpectedVersion.At(1), second)).ShouldBe(two with { AlreadyThere = true });
        (await ReadAll()).Ids().ShouldBe(before.Ids());
    }

    [Fact]
    public async Task Given_an_append_anywhere_When_repeated_Then_it_is_found_wherever_it_stands()
    {
        await Append(ExpectedVersion.Any, TestEvents.Many(2));
        var batch = TestEvents.Many(3);
        var result = await Append(ExpectedVersion.Any, batch);
        await Append(ExpectedVersion.Any, TestEvents.One());

        (await Append(ExpectedVersion.Any, batch)).ShouldBe(result with { AlreadyThere = true });
        (await Append(ExpectedVersion.Any, batch[2])).ShouldBe(result with { AlreadyThere = true });
        (await Append(ExpectedVersion.Any, batch[..2])).ShouldBe(new AppendResult(3, result.Position - 1, AlreadyThere: true));
    }

    [Fact]
    public async Task Given_an_append_When_repeated_at_another_place_Then_it_conflicts()
    {
        var batch = TestEvents.Many(2);
        await Append(ExpectedVersion.NoStream, batch);
        await Append(ExpectedVersion.At(1), TestEvents.Many(2));

        await ShouldConflict(ExpectedVersion.At(0), 3, batch);
        await ShouldConflict(ExpectedVersion.At(1), 3, batch);
        await ShouldConflict(ExpectedVersion.At(3), 3, batch);
    }

    [Fact]
    public async Task Given_a_batch_of_which_some_ids_stand_there_When_appended_Then_it_conflicts_whole()
    {
        var batch = TestEvents.Many(3);
        await Append(ExpectedVersion.NoStream, batch);
        NewEvent other = TestEvents.One(), another = TestEvents.One();

        foreach (var expected in (ExpectedVersion[])[ExpectedVersion.Any, ExpectedVersion.NoStream, ExpectedVersion.At(2)])
        {
            await ShouldConflict(expected, 2, batch[0], batch[1], other);
            await ShouldConflict(expected, 2, other, batch[1], batch[2]);
            await ShouldConflict(expected, 2, batch[0], other, batch[2]);
            await ShouldConflict(expected, 2, other, another, batch[0]);
            await ShouldConflict(expected, 2, [.. batch, other]);
            await ShouldConflict(expected, 2, batch[1], batch[0]);
        }
    }

    [Fact]
    public async Task Given_a_batch_partly_taken_by_retention_When_repeated_Then_its_last_event_vouches_for_it()
    {
        var batch = TestEvents.Many(3);
        var result = await Append(ExpectedVersion.NoStream, batch);
        await KeepOnly(1);

        (await Append(ExpectedVersion.NoStream, batch)).ShouldBe(result with { AlreadyThere = true });
        (await Append(ExpectedVersion.Any, batch)).ShouldBe(result with { AlreadyThere = true });
    }

    [Fact]
    public async Task Given_a_batch_wholly_taken_by_retention_When_repeated_Then_it_conflicts_at_a_version_and_is_new_anywhere()
    {
        var batch = TestEvents.Many(3);
        await Append(ExpectedVersion.NoStream, batch);
        await Append(ExpectedVersion.At(2), TestEvents.One());
        await KeepOnly(1);

        await ShouldConflict(ExpectedVersion.NoStream, 3, batch);
        (await Append(ExpectedVersion.Any, batch)).Version.ShouldBe(6);
    }

    [Fact]
    public async Task Given_many_callers_with_the_same_append_When_they_race_Then_it_is_stored_once_and_all_are_told_so()
    {
        var batch = TestEvents.Many(4);
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Append(ExpectedVersion.NoStream, batch))));

        results.Count(result => !result.AlreadyThere).ShouldBe(1);
        results.Select(result => result with { AlreadyThere = true }).Distinct().Count().ShouldBe(1);
        (await ReadAll()).Ids().ShouldBe(batch.Ids());
    }

    private async Task KeepOnly(int count)
    {
        await Store.SetRetentionAsync(Stream, new Retention(MaxCount: count), Ended);
        await Store.TrimAsync(Stream, DateTime.UtcNow, Ended);
    }
}
