using EventCluster.StreamStore.Sqlite;
using Microsoft.Data.Sqlite;

namespace EventCluster.StreamStore.Tests.Sqlite;

/// <summary>Whoever verifies the history must see what the file holds, not what was remembered of it.</summary>
public sealed class ChangedBehindTests : IAsyncLifetime
{
    private const string Original = """{"amount":"one hundred"}""";

    private readonly TemporaryFolder folder = new();
    private SqliteStreamStore store = null!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = await SqliteStreamStore.OpenAsync(new SqliteStoreOptions(folder.File()) { ReadConnectionsMax = 1 }, Ended);
        await store.AppendAsync("ledger", ExpectedVersion.NoStream, [TestEvents.One(data: Original)], Ended);
        (await DataAsync()).ShouldBe([Original, Original]);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Given_a_store_that_has_read_an_event_When_one_byte_of_it_changes_in_the_file_Then_the_next_reading_sees_it()
    {
        Sql("PRAGMA wal_checkpoint(TRUNCATE)");
        (await DataAsync()).ShouldBe([Original, Original]);

        var at = File.ReadAllBytes(folder.File()).AsSpan().IndexOf("one hundred"u8);
        using (var file = new FileStream(folder.File(), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = at;
            file.WriteByte((byte)'0');
        }

        (await DataAsync()).ShouldBe(["""{"amount":"0ne hundred"}""", """{"amount":"0ne hundred"}"""]);
    }

    [Fact]
    public async Task Given_a_store_that_has_read_an_event_When_another_connection_updates_it_Then_the_next_reading_sees_it()
    {
        Sql("UPDATE Messages SET JsonData = replace(JsonData, 'one', 'two')");
        (await DataAsync()).ShouldBe(["""{"amount":"two hundred"}""", """{"amount":"two hundred"}"""]);
    }

    private async Task<string[]> DataAsync() =>
    [
        (await store.ReadStreamAsync("ledger", cancellation: Ended).SingleAsync(Ended)).Data.Text(),
        (await store.ReadAllAsync(cancellation: Ended).SingleAsync(Ended)).Data.Text(),
    ];

    private void Sql(string sql)
    {
        using SqliteConnection connection = new($"Data Source={folder.File()};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
