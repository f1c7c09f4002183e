using EventCluster.Shared;
using EventCluster.StreamStore.SqlServer;
using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.Tests.SqlServer;

/// <summary>The network and the server fail under the store. What was acknowledged is there once, what was not at most once.</summary>
[Collection(LiveTests.Name)]
public sealed class FaultTests(LiveDatabase live) : IAsyncLifetime
{
    private const int Writers = 8, AppendsOfEach = 16, CutsOfEach = 4;

    private TcpProxy proxy = null!;
    private SqlServerStreamStore store = null!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await live.MakeAsync();
        var address = live.Address;
        proxy = TcpProxy.To(address.Host, address.Port);
        store = await live.OpenAsync(options => options with { ConnectionString = live.Through(proxy.Port) });
        await store.CheckAsync(Ended);
    }

    public async ValueTask DisposeAsync()
    {
        if (proxy is not null)
        {
            proxy.Restore();
            await store.DisposeAsync();
            await proxy.DisposeAsync();
        }
    }

    [Fact]
    public async Task Given_connections_that_are_cut_at_any_moment_When_many_append_Then_each_append_is_stored_once()
    {
        Random random = new(11);
        using SemaphoreSlim stored = new(0);
        var cutting = Task.Run(async () =>
        {
            // However slow the server is to let somebody in: something gets through between two cuts.
            for (var cut = 0; cut < Writers * CutsOfEach; cut++)
            {
                await stored.WaitAsync(Ended);

                // The moment is what varies: before, in and after a transaction.
                await Task.Delay(random.Next(50), Ended);
                proxy.Reset();
            }
        }, Ended);
        var appended = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            List<Guid> ids = [];
            for (var i = 0; i < AppendsOfEach; i++)
            {
                var batch = TestEvents.Many(1 + (i % 3));
                await store.AppendAsync($"writer-{writer}", i % 2 == 0 ? ExpectedVersion.At(ids.Count - 1) : ExpectedVersion.Any, batch, Ended);
                ids.AddRange(batch.Ids());
                if (i % (AppendsOfEach / CutsOfEach) == 0)
                {
                    stored.Release();
                }
            }

            return ids;
        }, Ended)));
        await cutting;

        for (var writer = 0; writer < appended.Length; writer++)
        {
            (await store.ReadStreamAsync($"writer-{writer}", cancellation: Ended).ToListAsync(Ended)).Ids().ShouldBe(appended[writer]);
        }
    }

    [Fact]
    public async Task Given_a_transaction_that_waits_When_its_connection_is_cut_before_the_commit_Then_it_is_stored_once()
    {
        var events = TestEvents.Many(3);
        Task<AppendResult> append;
        await using (await HoldLockAsync())
        {
            append = store.AppendAsync("orders", ExpectedVersion.NoStream, events, Ended);
            await Task.Delay(200, Ended);
            proxy.Reset();
        }

        (await append).Version.ShouldBe(2);
        (await ReadAsync("orders")).ShouldBe(events.Ids());
    }

    [Fact]
    public async Task Given_a_commit_whose_answer_is_lost_When_read_back_Then_it_is_stored_once_and_a_success()
    {
        var events = TestEvents.Many(3);
        Task<AppendResult> append;
        await using (await HoldLockAsync())
        {
            append = store.AppendAsync("orders", ExpectedVersion.NoStream, events, Ended);

            // The server has the request, and waits for the lock; its answer will not pass.
            await Task.Delay(500, Ended);
            proxy.Stall();
        }

        await live.UntilAsync("the server has committed", async () => await live.CountAsync("SELECT COUNT(*) FROM dbo.Messages") == 3);
        append.IsCompleted.ShouldBeFalse();
        proxy.Reset();
        proxy.Restore();

        (await append).Version.ShouldBe(2);
        (await ReadAsync("orders")).ShouldBe(events.Ids());
    }

    [Fact]
    public async Task Given_a_network_that_stalls_When_the_time_is_up_Then_the_caller_is_told_and_later_everything_is_there_at_most_once()
    {
        await using var hasty = await live.OpenAsync(
            options => options with { ConnectionString = live.Through(proxy.Port), CommandTimeout = TimeSpan.FromSeconds(10), RetryLimit = TimeSpan.FromSeconds(1) }, empty: false);
        await hasty.AppendAsync("orders", ExpectedVersion.NoStream, TestEvents.Many(1), Ended);
        var events = TestEvents.Many(2);
        proxy.Stall();
        (await Should.ThrowAsync<StoreUnavailableException>(hasty.AppendAsync("orders", ExpectedVersion.At(0), events, Ended))).Message.ShouldContain("did not answer in time");
        await Should.ThrowAsync<StoreUnavailableException>(hasty.HeadAsync("orders", Ended));
        proxy.Restore();

        (await store.AppendAsync("orders", ExpectedVersion.At(0), events, Ended)).Version.ShouldBe(2);
        (await ReadAsync("orders")).Skip(1).ShouldBe(events.Ids());
    }

    [Fact]
    public async Task Given_a_server_that_is_gone_When_it_is_back_Then_the_store_goes_on_and_nobody_was_told_wrong()
    {
        var first = TestEvents.Many(1);
        await store.AppendAsync("orders", ExpectedVersion.NoStream, first, Ended);
        proxy.Cut();
        var append = store.AppendAsync("orders", ExpectedVersion.At(0), TestEvents.Many(1), Ended);
        var read = store.HeadAsync("orders", Ended);
        await Task.Delay(500, Ended);
        proxy.Restore();

        (await append).Version.ShouldBe(1);
        (await read).Version.ShouldBeInRange(0, 1);
    }

    [Fact]
    public async Task Given_the_lock_is_not_granted_When_the_time_is_up_Then_nothing_is_stored_and_the_next_goes_well()
    {
        await using var hasty = await live.OpenAsync(
            options => options with { LockTimeout = TimeSpan.FromMilliseconds(50), RetryLimit = TimeSpan.FromMilliseconds(300) }, empty: false);
        await using (await HoldLockAsync())
        {
            await Should.ThrowAsync<StoreUnavailableException>(hasty.AppendAsync("orders", ExpectedVersion.Any, TestEvents.Many(1), Ended));
            await Should.ThrowAsync<StoreUnavailableException>(hasty.AppendAsync("orders", ExpectedVersion.Any, TestEvents.Many(2), Ended));
        }

        var events = TestEvents.Many(1);
        await store.AppendAsync("orders", ExpectedVersion.NoStream, events, Ended);
        (await ReadAsync("orders")).ShouldBe(events.Ids());
    }

    [Fact]
    public async Task Given_a_wrong_password_or_database_When_used_Then_the_caller_is_told_without_the_secret()
    {
        foreach (var wrong in (SqlConnectionStringBuilder[])[new(live.ConnectionString) { Password = "not-the-word" }, new(live.ConnectionString) { InitialCatalog = "no_such_database" }])
        {
            await using var refused = await live.OpenAsync(options => options with { ConnectionString = wrong.ConnectionString, RetryLimit = TimeSpan.FromMilliseconds(200) }, empty: false);
            (await Should.ThrowAsync<StoreUnavailableException>(refused.CheckAsync(Ended))).ToString().ShouldNotContain("not-the-word");
        }
    }

    private async Task<List<Guid>> ReadAsync(string stream) => [.. (await store.ReadStreamAsync(stream, cancellation: Ended).ToListAsync(Ended)).Ids()];

    private async Task<SqlConnection> HoldLockAsync()
    {
        SqlConnection connection = new(live.ConnectionString + ";Pooling=False");
        await connection.OpenAsync(Ended);
        await using SqlCommand command = new("EXECUTE sys.sp_getapplock @Resource = N'EventCluster.StreamStore', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 10000;", connection);
        await command.ExecuteNonQueryAsync(Ended);
        return connection;
    }
}
