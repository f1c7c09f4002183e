using System.Globalization;
using System.Reflection;
using EventCluster.EndToEnd.Tests.Processes;
using EventCluster.Shared.SqlServer;
using Microsoft.Data.SqlClient;

namespace EventCluster.EndToEnd.Tests.SqlServer;

/// <summary>
/// Quartz makes its tables by itself: it looks for each inside one transaction. A server that ends a transaction when a table is missing, as SQL Server does
/// not, defeats that; there somebody runs the script that comes with Quartz before (docs/sql-server.md).
/// </summary>
internal static class QuartzTables
{
    private const string Script = "Quartz.Impl.AdoJobStore.Schema.create_sqlServer.sql";
    private const string Prefix = "QRTZ_";

    /// <summary>Makes them where Quartz cannot.</summary>
    public static async Task MakeWhereQuartzCannotAsync(SqlServerDatabase database)
    {
        if (await MissingTableEndsTransactionAsync(database))
        {
            foreach (var statement in Statements())
            {
                await database.RunAsync(statement);
            }
        }
    }

    private static IEnumerable<string> Statements()
    {
        using var stream = Assembly.LoadFrom(Path.Combine(Path.GetDirectoryName(BuiltPrograms.ControlPlane)!, "Quartz.dll")).GetManifestResourceStream(Script).ShouldNotBeNull();
        using StreamReader reader = new(stream);
        return [.. reader.ReadToEnd().Split("\n--;;").Skip(1).Select(statement => string.Format(CultureInfo.InvariantCulture, statement, Prefix, Prefix))];
    }

    private static async Task<bool> MissingTableEndsTransactionAsync(SqlServerDatabase database)
    {
        await using SqlConnection connection = new(database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqlCommand begin = new("BEGIN TRANSACTION", connection), look = new("SELECT 1 FROM dbo.NobodyMadeThis", connection), count = new("SELECT @@TRANCOUNT", connection);
        await begin.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await Should.ThrowAsync<SqlException>(look.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        return (int)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == 0;
    }
}
