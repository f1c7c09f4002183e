using EventCluster.StreamStore.Sqlite;

namespace EventCluster.StreamStore.Tests.Sqlite;

public sealed class ClosingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Given_queued_appends_When_closed_Then_they_are_written_and_only_the_file_is_left()
    {
        var store = await SqliteStreamStore.OpenAsync(new SqliteStoreOptions(folder.File()), Ended);
        var appends = Enumerable.Range(0, 500).Select(_ => store.AppendAsync("closing", ExpectedVersion.Any, TestEvents.Many(3), Ended)).ToList();
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Task.WhenAll(appends);
        Directory.GetFiles(folder.Path).ShouldBe([folder.File()]);
        await using var again = await SqliteStreamStore.OpenAsync(new SqliteStoreOptions(folder.File()), Ended);
        (await again.HeadAsync("closing", Ended)).Version.ShouldBe(1_499);
    }

    [Fact]
    public async Task Given_a_closed_store_When_used_Then_it_says_so()
    {
        var store = await SqliteStreamStore.OpenAsync(new SqliteStoreOptions(folder.File()), Ended);
        await store.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(store.AppendAsync("closing", ExpectedVersion.Any, [TestEvents.One()], Ended));
        await Should.ThrowAsync<ObjectDisposedException>(store.HeadAsync("closing", Ended));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await store.ReadAllAsync(cancellation: Ended).ToListAsync(Ended));
        Directory.GetFiles(folder.Path).ShouldBe([folder.File()]);
    }

    [Fact]
    public async Task Given_options_out_of_bounds_When_opened_Then_they_are_refused_before_anything_is_made()
    {
        var good = new SqliteStoreOptions(folder.File());
        foreach (var bad in (SqliteStoreOptions[])
        [
            good with { Path = " " }, good with { BusyTimeout = TimeSpan.Zero }, good with { PollInterval = TimeSpan.FromHours(1) },
            good with { ReadConnectionsMax = 0 }, good with { QueuedAppendsMax = 0 }, good with { CheckedBytesMax = -1 },
        ])
        {
            await Should.ThrowAsync<ArgumentException>(async () => await SqliteStreamStore.OpenAsync(bad, Ended));
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }
}
