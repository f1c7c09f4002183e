using EventCluster.StreamStore.Sqlite;

namespace EventCluster.StoreBench;

/// <summary>What is measured on SQLite, and the aims.</summary>
internal static class Plan
{
    private const int EventsToRead = 300_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options, TextWriter progress)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"store-bench-{Guid.NewGuid():N}")).FullName;
        try
        {
            return
            [
                await AppendsAsync(folder, "appends, 1 caller, batches of 1", 1, 1, options.Span, aimRatio: 0.9),
                await AppendsAsync(folder, "appends, 64 callers, batches of 1", 64, 1, options.Span, aimRate: 20_000),
                await AppendsAsync(folder, "events, 1 caller, batches of 1,000", 1, 1_000, options.Span, aimRate: 100_000),
                await AppendsAsync(folder, "events, 64 callers, batches of 1,000", 64, 1_000, options.Span),
                await ReadsAsync(folder),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        async Task<Figure> AppendsAsync(
            string where, string name, int callers, int batch, TimeSpan span, double? aimRate = null, double? aimRatio = null)
        {
            await progress.WriteLineAsync($"{name} ...");
            using RawSqlite raw = new(Path.Combine(where, $"raw-{callers}-{batch}.db"));
            await using var store = await SqliteStreamStore.OpenAsync(new SqliteStoreOptions(Path.Combine(where, $"ours-{callers}-{batch}.db")));
            raw.Append(batch, span / 4);
            await OurStore.AppendAsync(store, callers, batch, span / 4);
            var (ours, raws) = await Turns.TakeAsync(turn => OurStore.AppendAsync(store, callers, batch, turn), turn => Task.FromResult(raw.Append(batch, turn)), span);
            return new Figure(name, batch == 1 ? "append" : "event", ours, callers == 1 ? raws : null, aimRate, aimRatio);
        }

        async Task<Figure> ReadsAsync(string where)
        {
            await progress.WriteLineAsync($"reading {EventsToRead} events ...");
            var path = Path.Combine(where, "read.db");
            await using var store = await SqliteStreamStore.OpenAsync(new SqliteStoreOptions(path));
            for (var stored = 0; stored < EventsToRead; stored += 10_000)
            {
                await store.AppendAsync("read", StreamStore.ExpectedVersion.Any, SampleEvents.Batch(10_000));
            }

            using RawSqlite raw = new(path);
            var (ours, raws) = await Turns.TakeAsync(_ => OurStore.ReadAllAsync(store), _ => Task.FromResult(raw.ReadAll()), TimeSpan.Zero);
            return new Figure("read-all, events", "event", ours, raws, AimRate: 400_000);
        }
    }
}
