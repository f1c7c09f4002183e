using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.Tests.SqlServer;

/// <summary>A database of its own on the server of <c>EVENTCLUSTER_TEST_SQLSERVER</c>, made for the run and dropped after it.</summary>
public sealed class LiveDatabase : IAsyncLifetime
{
    private const string Variable = "EVENTCLUSTER_TEST_SQLSERVER";

    private static readonly string? Given = Environment.GetEnvironmentVariable(Variable);
    private readonly string name = $"eventcluster_test_{Guid.NewGuid():N}"[..30];

    /// <summary>How to reach it. Without a server the test that asks is skipped.</summary>
    public string ConnectionString
    {
        get
        {
            Assert.SkipWhen(string.IsNullOrWhiteSpace(Given), $"needs a live SQL Server: set {Variable} to a connection string that may create databases");
            return To(name);
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!string.IsNullOrWhiteSpace(Given))
        {
            await RunAsync(To("master"), $"CREATE DATABASE {name}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!string.IsNullOrWhiteSpace(Given))
        {
            SqlConnection.ClearAllPools();
            await RunAsync(To("master"), $"DROP DATABASE {name}");
        }
    }

    /// <summary>Removes the store's tables and types, so that the next store makes them anew.</summary>
    public async Task EmptyAsync()
    {
        // Sessions of earlier tests may remember the tables that now go.
        SqlConnection.ClearAllPools();
        foreach (var table in (string[])["Messages", "Streams"])
        {
            await RunAsync(ConnectionString, $"IF OBJECT_ID(N'dbo.{table}', N'U') IS NOT NULL DROP TABLE dbo.{table}");
        }

        foreach (var type in (string[])["NewStreamMessages", "EventClusterAppends", "EventClusterMessages"])
        {
            await RunAsync(ConnectionString, $"IF TYPE_ID(N'dbo.{type}') IS NOT NULL DROP TYPE dbo.{type}");
        }
    }

    /// <summary>Runs a statement.</summary>
    public static async Task RunAsync(string connectionString, string sql)
    {
        await using SqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string To(string database) => new SqlConnectionStringBuilder(Given) { InitialCatalog = database }.ConnectionString;
}

/// <summary>Tests against the live server run one after the other, in one database.</summary>
[CollectionDefinition(Name)]
public sealed class LiveTests : ICollectionFixture<LiveDatabase>
{
    public const string Name = "live SQL Server";
}
