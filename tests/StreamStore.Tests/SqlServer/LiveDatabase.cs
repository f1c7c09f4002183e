using System.Diagnostics;
using System.Globalization;
using EventCluster.StreamStore.SqlServer;
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

    /// <summary>Where the server listens.</summary>
    public (string Host, int Port) Address
    {
        get
        {
            var parts = new SqlConnectionStringBuilder(ConnectionString).DataSource.Replace("tcp:", "", StringComparison.OrdinalIgnoreCase).Split(',');
            Assert.SkipWhen(parts[0].Contains('\\', StringComparison.Ordinal), $"needs the port of the live SQL Server in {Variable}, not the name of an instance");
            return (parts[0], parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1433);
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

    /// <summary>A store in this database, patient as tests on a busy machine need it, in empty tables unless told otherwise.</summary>
    public async Task<SqlServerStreamStore> OpenAsync(Func<SqlServerStoreOptions, SqlServerStoreOptions> with, bool empty = true)
    {
        if (empty)
        {
            await EmptyAsync();
        }

        return new SqlServerStreamStore(with(new SqlServerStoreOptions(ConnectionString)
        {
            PollInterval = TimeSpan.FromMilliseconds(5),
            CommandTimeout = TimeSpan.FromSeconds(60),
            RetryLimit = TimeSpan.FromSeconds(60),
            LockTimeout = TimeSpan.FromSeconds(30),
        }));
    }

    /// <summary>The first number of an answer.</summary>
    public async Task<int> CountAsync(string sql)
    {
        await using SqlConnection connection = new(ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1)).ShouldBeTrue(what);
            await Task.Delay(20);
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
