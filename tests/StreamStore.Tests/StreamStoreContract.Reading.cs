namespace EventCluster.StreamStore.Tests;

public abstract partial class StreamStoreContract
{
    /// <summary>More than two pages of every engine.</summary>
    private const int ManyEvents = 2_345;

    [Fact]
    public async Task Given_nothing_When_read_Then_it_is_empty()
    {
        (await Read()).ShouldBeEmpty();
        (await Read(int.MaxValue, ReadDirection.Backwards)).ShouldBeEmpty();
        (await ReadAll()).ShouldBeEmpty();
        (await ReadAll(long.MaxValue, ReadDirection.Backwards)).ShouldBeEmpty();
        (await Store.HeadAsync(Stream, Ended)).ShouldBe(StreamHead.None);
        (await Store.HeadPositionAsync(Ended)).ShouldBe(-1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(1_024)]
    [InlineData(ManyEvents - 1)]
    [InlineData(ManyEvents)]
    public async Task Given_many_pages_When_read_from_any_version_Then_nothing_is_missed_or_doubled(int from)
    {
        await AppendMany();
        (await Read(from)).Select(item => item.Version).ShouldBe(Enumerable.Range(from, ManyEvents - from));
        (await Read(from, ReadDirection.Backwards)).Select(item => item.Version)
            .ShouldBe(Enumerable.Range(0, Math.Min(from + 1, ManyEvents)).Reverse());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1_500)]
    [InlineData(int.MaxValue)]
    public async Task Given_many_pages_When_read_with_a_limit_Then_no_more_is_given(int limit)
    {
        var positions = await AppendMany();
        var count = Math.Min(limit, ManyEvents);
        (await Read(limit: limit)).Select(item => item.Version).ShouldBe(Enumerable.Range(0, count));
        (await Read(int.MaxValue, ReadDirection.Backwards, limit)).Select(item => item.Version)
            .ShouldBe(Enumerable.Range(ManyEvents - count, count).Reverse());
        (await ReadAll(limit: limit)).Select(item => item.Position).ShouldBe(positions.Take(count));
        (await ReadAll(long.MaxValue, ReadDirection.Backwards, limit)).Select(item => item.Position).ShouldBe(positions.TakeLast(count).Reverse());
    }

    [Fact]
    public async Task Given_two_interleaved_streams_When_read_Then_each_has_its_own_and_all_has_both_in_order()
    {
        for (var i = 0; i < 10; i++)
        {
            await Store.AppendAsync(i % 2 == 0 ? Stream : "others", ExpectedVersion.Any, TestEvents.Many(2), Ended);
        }

        (await Read()).Select(item => item.Version).ShouldBe(Enumerable.Range(0, 10));
        var all = await ReadAll();
        all.Select(item => item.Stream).ShouldBe(Enumerable.Range(0, 20).Select(i => i / 2 % 2 == 0 ? Stream : "others"));
        all.Select(item => item.Position).ShouldBe(all.Select(item => item.Position).Order());
        all.Select(item => item.Position).ShouldBeUnique();
        (await ReadAll(all[7].Position)).Ids().ShouldBe(all.Skip(7).Ids());
        (await ReadAll(all[7].Position, ReadDirection.Backwards)).Ids().ShouldBe(all.Take(8).Reverse().Ids());
        (await Store.HeadAsync("others", Ended)).ShouldBe(new StreamHead(9, all[^1].Position));
        (await Store.HeadPositionAsync(Ended)).ShouldBe(all[^1].Position);
    }

    [Fact]
    public async Task Given_large_events_When_read_in_pages_Then_all_are_given()
    {
        for (var i = 0; i < 12; i++)
        {
            await Append(ExpectedVersion.Any, TestEvents.One(data: $"\"{new string((char)('a' + i), 1_000_000)}\""));
        }

        (await Read()).Select(item => item.Data.Span[1]).ShouldBe("abcdefghijkl"u8.ToArray());
        (await Read(int.MaxValue, ReadDirection.Backwards, 9)).Select(item => item.Data.Span[1]).ShouldBe("lkjihgfed"u8.ToArray());
    }

    [Fact]
    public async Task Given_a_reader_amid_its_pages_When_more_is_appended_Then_it_reads_on_into_it()
    {
        await AppendMany();
        var versions = new List<int>();
        await foreach (var item in Store.ReadStreamAsync(Stream, cancellation: Ended))
        {
            versions.Add(item.Version);
            if (item.Version == 100)
            {
                await Append(ExpectedVersion.Any, TestEvents.Many(700));
            }
        }

        versions.ShouldBe(Enumerable.Range(0, ManyEvents + 700));
    }

    [Fact]
    public async Task Given_more_readers_than_connections_When_each_stops_amid_a_page_Then_none_waits_for_another()
    {
        await AppendMany();
        var readers = Enumerable.Range(0, 40).Select(_ => Store.ReadAllAsync(cancellation: Ended).GetAsyncEnumerator(Ended)).ToList();
        foreach (var reader in readers)
        {
            (await reader.MoveNextAsync()).ShouldBeTrue();
        }

        foreach (var reader in readers)
        {
            await reader.DisposeAsync();
        }
    }

    [Fact]
    public async Task Given_a_cancelled_reader_When_it_reads_on_Then_it_is_cancelled()
    {
        await AppendMany();
        using CancellationTokenSource source = new();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Store.ReadAllAsync(cancellation: source.Token))
            {
                await source.CancelAsync();
            }
        });
    }

    [Fact]
    public void Given_a_negative_limit_When_read_Then_it_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Store.ReadStreamAsync(Stream, limit: -1));
        Should.Throw<ArgumentOutOfRangeException>(() => Store.ReadAllAsync(limit: -1));
    }

    private async Task<long[]> AppendMany()
    {
        await Append(ExpectedVersion.NoStream, TestEvents.Many(ManyEvents));
        return [.. (await ReadAll()).Select(item => item.Position)];
    }
}
