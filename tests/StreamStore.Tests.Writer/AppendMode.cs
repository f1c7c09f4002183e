using System.Text;
using EventCluster.StreamStore.Sqlite;

namespace EventCluster.StreamStore.Tests.Writer;

/// <summary>Appends batches for ever and prints the id of each once it is acknowledged.</summary>
internal static class AppendMode
{
    private const int Callers = 4;

    public static async Task<int> RunAsync(string path)
    {
        await using var store = await SqliteStreamStore.OpenAsync(new SqliteStoreOptions(path) { BusyTimeout = TimeSpan.FromMinutes(1) });
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => AppendAsync(store, caller))));
        return 0;
    }

    private static async Task AppendAsync(SqliteStreamStore store, int caller)
    {
        for (var turn = 0; ; turn++)
        {
            var batch = Guid.CreateVersion7();
            var count = 1 + (turn % 40);
            var data = Encoding.UTF8.GetBytes($$"""{"batch":"{{batch}}","count":{{count}},"filler":"{{new string('x', turn % 1_000)}}"}""");
            NewEvent[] events = [.. Enumerable.Range(0, count).Select(_ => new NewEvent(Guid.CreateVersion7(), "batch", data))];
            await store.AppendAsync($"caller-{caller}", ExpectedVersion.Any, events).ConfigureAwait(false);
            Console.Out.WriteLine(batch);
        }
    }
}
