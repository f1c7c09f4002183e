using EventCluster.StreamStore.Sqlite;

namespace EventCluster.StreamStore.Tests.Sqlite;

public sealed class SeveralProcessesTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Given_one_who_waits_and_polls_seldom_When_another_has_appended_and_tells_Then_it_ends_at_once()
    {
        await using var store = await SqliteStreamStore.OpenAsync(new SqliteStoreOptions(folder.File()) { PollInterval = Long }, Ended);
        await using var other = await OpenAsync(Long);
        var waiting = store.WaitAsync(-1, TimeSpan.FromHours(1), Ended);

        await other.AppendAsync("shared", ExpectedVersion.NoStream, [TestEvents.One()], Ended);
        while (!waiting.IsCompleted)
        {
            // It may not wait yet, and then it finds the event, or looks just now, and then it misses this one.
            store.Wake();
            await Task.Yield();
        }

        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_process_that_holds_the_lock_When_appending_Then_it_fails_in_bounded_time_and_recovers()
    {
        await using var store = await OpenAsync(TimeSpan.FromMilliseconds(50));
        var first = TestEvents.One();
        await store.AppendAsync("shared", ExpectedVersion.NoStream, [first], Ended);
        using var holder = await HoldAsync();

        var second = TestEvents.One();
        (await Should.ThrowAsync<StoreUnavailableException>(store.AppendAsync("shared", ExpectedVersion.At(0), [second], Ended).WaitAsync(Long)))
            .Message.ShouldContain("locked by another process");
        (await store.HeadAsync("shared", Ended)).Version.ShouldBe(0);

        await holder.ReleaseAsync();
        (await store.AppendAsync("shared", ExpectedVersion.At(0), [second], Ended)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_process_killed_while_it_holds_the_lock_When_appending_Then_the_lock_went_with_it()
    {
        await using var store = await OpenAsync(TimeSpan.FromSeconds(30));
        using var holder = await HoldAsync();
        var append = store.AppendAsync("shared", ExpectedVersion.NoStream, [TestEvents.One()], Ended);
        await holder.KillAsync();
        (await append.WaitAsync(Long, Ended)).Version.ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_full_queue_When_one_more_appends_Then_it_fails_in_bounded_time()
    {
        var options = new SqliteStoreOptions(folder.File()) { BusyTimeout = TimeSpan.FromMilliseconds(200), QueuedAppendsMax = 1 };
        await using var store = await SqliteStreamStore.OpenAsync(options, Ended);
        using var holder = await HoldAsync();
        var appends = Enumerable.Range(0, 20).Select(_ => store.AppendAsync("shared", ExpectedVersion.Any, [TestEvents.One()], Ended)).ToList();
        foreach (var append in appends)
        {
            await Should.ThrowAsync<StoreUnavailableException>(append.WaitAsync(Long));
        }

        appends.ShouldContain(append => append.Exception!.InnerException!.Message.Contains("is behind"));
        await holder.ReleaseAsync();
        (await store.AppendAsync("shared", ExpectedVersion.NoStream, [TestEvents.One()], Ended)).Version.ShouldBe(0);
    }

    [Fact]
    public async Task Given_an_append_in_the_queue_When_its_caller_cancels_Then_it_is_never_stored()
    {
        await using var store = await OpenAsync(TimeSpan.FromSeconds(30));
        using var holder = await HoldAsync();
        var ahead = store.AppendAsync("shared", ExpectedVersion.Any, [TestEvents.One()], Ended);
        using CancellationTokenSource source = new();
        var queued = store.AppendAsync("shared", ExpectedVersion.Any, [TestEvents.One()], source.Token);
        await source.CancelAsync();

        // Were the writer to take both at once it would carry both through; it is still waiting for the lock with the first.
        await Should.ThrowAsync<OperationCanceledException>(queued);
        await holder.ReleaseAsync();
        (await ahead.WaitAsync(Long, Ended)).Version.ShouldBe(0);
        (await store.HeadAsync("shared", Ended)).Version.ShouldBe(0);
    }

    [Fact]
    public async Task Given_two_stores_on_a_file_When_they_take_turns_Then_each_sees_what_the_other_wrote()
    {
        await using var one = await OpenAsync(Long);
        await using var two = await OpenAsync(Long);
        for (var version = -1; version < 19; version++)
        {
            var store = version % 2 == 0 ? one : two;
            (await store.AppendAsync("shared", ExpectedVersion.At(version), [TestEvents.One()], Ended)).Version.ShouldBe(version + 1);
        }

        await one.SetRetentionAsync("shared", new Retention(MaxCount: 3), Ended);
        (await two.TrimAsync("shared", DateTime.UtcNow, Ended)).ShouldBe(17);
        (await one.ReadStreamAsync("shared", cancellation: Ended).ToListAsync(Ended)).Select(item => item.Version).ShouldBe([17, 18, 19]);
    }

    [Fact]
    public async Task Given_one_who_waits_When_another_store_appends_Then_it_is_found_by_polling()
    {
        await using var one = await OpenAsync(Long);
        await using var two = await OpenAsync(Long);
        var waiting = one.WaitAsync(-1, Long, Ended);
        await two.AppendAsync("shared", ExpectedVersion.Any, [TestEvents.One()], Ended);
        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_no_file_When_many_open_at_once_Then_one_file_is_made_whole_and_all_share_it()
    {
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                await using var store = await OpenAsync(Long);
                await store.AppendAsync("shared", ExpectedVersion.Any, [TestEvents.One()], Ended);
            })));
            await using (var store = await OpenAsync(Long))
            {
                (await store.ReadAllAsync(cancellation: Ended).CountAsync(Ended)).ShouldBe(8);
            }

            // Nothing but the whole file is left, not even of those who came second.
            Directory.GetFiles(folder.Path).ShouldBe([folder.File()]);
            File.Delete(folder.File());
        }
    }

    private Task<SqliteStreamStore> OpenAsync(TimeSpan busyTimeout) => SqliteStreamStore.OpenAsync(
        new SqliteStoreOptions(folder.File()) { BusyTimeout = busyTimeout, PollInterval = TimeSpan.FromMilliseconds(5) }, Ended);

    private async Task<WriterProcess> HoldAsync()
    {
        var holder = WriterProcess.Start("hold", folder.File());
        await holder.FirstLine.WaitAsync(Long, Ended);
        return holder;
    }
}
