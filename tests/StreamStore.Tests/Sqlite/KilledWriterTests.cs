using System.Text.Json;
using EventCluster.StreamStore.Sqlite;
using Microsoft.Data.Sqlite;

namespace EventCluster.StreamStore.Tests.Sqlite;

public sealed class KilledWriterTests
{
    private const int Rounds = 20, WritersOfEach = 2, LongestMs = 250;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Given_writers_killed_many_times_When_opened_Then_every_acknowledged_batch_is_there_and_only_whole_ones()
    {
        using TemporaryFolder folder = new();
        Random random = new(7);
        List<string> acknowledged = [];
        for (var round = 0; round < Rounds; round++)
        {
            acknowledged.AddRange(await KillSomeAsync(folder.File(), random));
        }

        Ask(folder.File(), "PRAGMA integrity_check").ShouldBe("ok");
        await using var store = await SqliteStreamStore.OpenAsync(new SqliteStoreOptions(folder.File()), Ended);
        var batches = (await store.ReadAllAsync(cancellation: Ended).ToListAsync(Ended)).GroupBy(BatchOf).ToDictionary(batch => batch.Key.Id);

        acknowledged.ShouldNotBeEmpty();
        acknowledged.ShouldBeUnique();
        acknowledged.Where(id => !batches.ContainsKey(id)).ShouldBeEmpty();
        batches.Values.Where(batch => batch.Count() != batch.Key.Count).ShouldBeEmpty();
        foreach (var stream in batches.Values.SelectMany(batch => batch).GroupBy(item => item.Stream))
        {
            stream.Select(item => item.Version).Order().ShouldBe(Enumerable.Range(0, stream.Count()));
            (await store.HeadAsync(stream.Key, Ended)).Version.ShouldBe(stream.Count() - 1);
        }
    }

    private static async Task<IEnumerable<string>> KillSomeAsync(string path, Random random)
    {
        var writers = Enumerable.Range(0, WritersOfEach).Select(_ => WriterProcess.Start("append", path)).ToList();
        await Task.WhenAll(writers.Select(writer => writer.FirstLine)).WaitAsync(TimeSpan.FromMinutes(2), Ended);
        List<string> lines = [];
        foreach (var writer in writers)
        {
            // The moment of the kill is what varies; nothing is waited for.
            await Task.Delay(random.Next(LongestMs), Ended);
            lines.AddRange(await writer.KillAsync());
            writer.Dispose();
        }

        // A line cut off by the kill was not acknowledged.
        return lines.Where(line => Guid.TryParse(line, out _));
    }

    private static (string Id, int Count) BatchOf(StoredEvent item)
    {
        using var data = JsonDocument.Parse(item.Data);
        return (data.RootElement.GetProperty("batch").GetString()!, data.RootElement.GetProperty("count").GetInt32());
    }

    private static string? Ask(string path, string sql)
    {
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string;
    }
}
