using EventCluster.Shared.SqlServer;
using EventCluster.StreamStore.SqlServer;

namespace EventCluster.StreamStore.Tests.SqlServer;

/// <summary>Two programs on the same tables: ours, and one that was written against SqlStreamStore.</summary>
[Collection(LiveTests.Name)]
public sealed class V3ProgramTests(LiveDatabase live) : IAsyncLifetime
{
    private SqlServerStreamStore store = null!;
    private V3Program other = null!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = await live.OpenAsync(options => options with { HoleWait = TimeSpan.FromSeconds(20) });
        await store.CheckAsync(Ended);
        other = new V3Program(live.ConnectionString);
    }

    public ValueTask DisposeAsync() => store?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Given_our_streams_When_the_other_reads_Then_it_finds_every_event_and_the_retention()
    {
        NewEvent[] events = [.. TestEvents.Many(3), TestEvents.One(metadata: "")];
        await store.AppendAsync("orders", ExpectedVersion.NoStream, events, Ended);
        await store.SetRetentionAsync("orders", new Retention(TimeSpan.FromHours(1), 2), Ended);
        await store.TrimAsync("orders", DateTime.UtcNow, Ended);

        (await other.ReadAsync("orders")).ShouldBe(
            events.Select((item, version) => (version, item.Id, item.Type, item.Data.Text(), item.Metadata.IsEmpty ? null : item.Metadata.Text())).Skip(2));
        (await other.ReadAsync("$$orders")).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            metadata => metadata.Type.ShouldBe("$stream-metadata"),
            metadata => metadata.Data.ShouldBe("""{"StreamId":"orders","MaxAge":3600,"MaxCount":2,"MetaJson":null}"""));
        (await other.ReadAsync("$deleted")).Select(note => (note.Type, note.Data)).ShouldBe(
            events.Take(2).Select(item => ("$message-deleted", $$"""{"StreamId":"orders","MessageId":"{{item.Id}}"}""")));
    }

    [Fact]
    public async Task Given_appends_of_both_When_we_read_Then_all_are_there_in_order_and_versions_hold()
    {
        NewEvent[] theirs = TestEvents.Many(3), ours = TestEvents.Many(2), last = TestEvents.Many(2);
        await other.AppendAsync("orders", theirs);
        await Should.ThrowAsync<WrongExpectedVersionException>(store.AppendAsync("orders", ExpectedVersion.NoStream, ours, Ended));
        (await store.AppendAsync("orders", ExpectedVersion.At(2), ours, Ended)).Version.ShouldBe(4);
        await other.AppendAsync("orders", last);

        var read = await store.ReadStreamAsync("orders", cancellation: Ended).ToListAsync(Ended);
        read.Ids().ShouldBe([.. theirs.Ids(), .. ours.Ids(), .. last.Ids()]);
        read.Select(item => item.Version).ShouldBe(Enumerable.Range(0, 7));
        (await store.ReadAllAsync(cancellation: Ended).ToListAsync(Ended)).Ids().ShouldBe(read.Ids());
        (await store.HeadAsync("orders", Ended)).Version.ShouldBe(6);
    }

    [Fact]
    public async Task Given_one_who_waits_When_the_other_appends_Then_it_is_woken()
    {
        var waiting = store.WaitAsync(-1, TimeSpan.FromMinutes(1), Ended);
        await other.AppendAsync("orders", TestEvents.Many(1));
        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_an_append_of_the_other_that_is_not_committed_When_ours_is_behind_it_Then_neither_is_read_out_of_order()
    {
        NewEvent[] theirs = TestEvents.Many(2), ours = TestEvents.Many(2);
        Task<List<StoredEvent>>? reading = null;
        await other.AppendAsync("theirs", theirs, async () =>
        {
            await store.AppendAsync("ours", ExpectedVersion.Any, ours, Ended);
            reading = store.ReadAllAsync(limit: 4, cancellation: Ended).ToListAsync(Ended).AsTask();

            // Its first look finds ours behind a hole; whatever it would give then, it gives too early.
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(300), Ended));
            reading.IsCompleted.ShouldBeFalse();
        });

        (await reading!).Ids().ShouldBe([.. theirs.Ids(), .. ours.Ids()]);
    }

    [Fact]
    public async Task Given_both_write_to_one_stream_at_once_When_read_Then_nothing_of_ours_is_lost_and_no_version_is_missing()
    {
        var (stored, refused) = (0, 0);
        var theirs = Task.Run(async () =>
        {
            for (var i = 0; i < 30; i++)
            {
                try
                {
                    await other.AppendAsync("orders", TestEvents.Many(1));
                    stored++;
                }
                catch (Microsoft.Data.SqlClient.SqlException)
                {
                    refused++; // It was slower than ours at the same version, and is not one that tries again.
                }
            }
        }, Ended);
        var ours = new List<Guid>();
        for (var i = 0; i < 30; i++)
        {
            var batch = TestEvents.Many(2);
            await store.AppendAsync("orders", ExpectedVersion.Any, batch, Ended);
            ours.AddRange(batch.Ids());
        }

        await theirs;
        var read = await store.ReadStreamAsync("orders", cancellation: Ended).ToListAsync(Ended);
        read.Select(item => item.Version).ShouldBe(Enumerable.Range(0, 60 + stored));
        read.Ids().Where(ours.Contains).ShouldBe(ours);
        (stored + refused).ShouldBe(30);
    }
}
