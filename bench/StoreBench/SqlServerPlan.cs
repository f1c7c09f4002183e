using EventCluster.StreamStore.SqlServer;
using Microsoft.Data.SqlClient;

namespace EventCluster.StoreBench;

/// <summary>
/// What is measured on the server that <c>EVENTCLUSTER_TEST_SQLSERVER</c> names, in a database of its own; nothing where it names none. Beside many callers stands
/// a bare insert from a table-valued parameter with as many rows.
/// </summary>
internal static class SqlServerPlan
{
    private const int Callers = 64;
    private const int DropsMax = 15;
    private const double CallersGain = 10;
    private static readonly string? Server = Environment.GetEnvironmentVariable("EVENTCLUSTER_TEST_SQLSERVER");

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options, TextWriter progress)
    {
        if (string.IsNullOrWhiteSpace(Server))
        {
            return [];
        }

        var name = $"eventcluster_bench_{Guid.NewGuid():N}"[..30];
        await RunAsync("master", $"CREATE DATABASE {name}");
        try
        {
            return await MeasureAsync(To(name), options.Span, progress);
        }
        finally
        {
            await DropAsync(name, progress);
        }
    }

    /// <summary>A server may take a moment to notice that sessions have ended.</summary>
    private static async Task DropAsync(string name, TextWriter progress)
    {
        SqlConnection.ClearAllPools();
        for (var tried = 1; ; tried++)
        {
            try
            {
                await RunAsync("master", $"DROP DATABASE {name}");
                return;
            }
            catch (SqlException) when (tried < DropsMax)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
            catch (SqlException refused)
            {
                await progress.WriteLineAsync($"The database {name} could not be dropped: {refused.Message}");
                return;
            }
        }
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(string connectionString, TimeSpan span, TextWriter progress)
    {
        await using SqlServerStreamStore store = new(new SqlServerStoreOptions(connectionString));
        await store.CheckAsync();
        using RawSqlServer raw = new(connectionString, "raw"), rawTables = new(connectionString, "raw-tables");

        await progress.WriteLineAsync("SQL Server, 1 caller ...");
        await raw.AppendAsync(span / 4);
        await OurStore.AppendAsync(store, 1, 1, span / 4);
        var (ours, raws) = await Turns.TakeAsync(turn => OurStore.AppendAsync(store, 1, 1, turn), raw.AppendAsync, span);
        var one = new Figure("SQL Server: appends, 1 caller, batches of 1", "append", ours, raws, AimRatio: 0.8);

        await progress.WriteLineAsync($"SQL Server, {Callers} callers ...");
        await OurStore.AppendAsync(store, Callers, 1, span / 4);
        await rawTables.AppendTablesAsync(Callers, span / 4);
        var (many, tables) = await Turns.TakeAsync(turn => OurStore.AppendAsync(store, Callers, 1, turn), turn => rawTables.AppendTablesAsync(Callers, turn), span);
        var batches = await OurStore.AppendAsync(store, 1, 1_000, span);
        return
        [
            one,
            new Figure($"SQL Server: appends, {Callers} callers, batches of 1", "append", many, tables, AimRate: CallersGain * ours),
            new Figure("SQL Server: events, 1 caller, batches of 1,000", "event", batches, null),
            new Figure("SQL Server: read-all, events", "event", await OurStore.ReadAllAsync(store), null),
        ];
    }

    private static async Task RunAsync(string database, string sql)
    {
        await using SqlConnection connection = new(To(database));
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string To(string database) => new SqlConnectionStringBuilder(Server) { InitialCatalog = database }.ConnectionString;
}
