using System.Diagnostics;
using EventCluster.Shared.SqlServer;
using EventCluster.StreamStore.SqlServer;
using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.Tests.SqlServer;

/// <summary>The database that all tests against the live server share, one after the other: made for the first that asks.</summary>
public sealed class LiveDatabase : IAsyncLifetime
{
    private SqlServerDatabase? database;

    /// <summary>How to reach it.</summary>
    public string ConnectionString => Made.ConnectionString;

    /// <summary>Where the server listens.</summary>
    public (string Host, int Port) Address => Made.Address;

    private SqlServerDatabase Made => database ?? throw new InvalidOperationException("Nobody has asked for the database yet.");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => database?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Makes it, unless an earlier test has. Without a server the test that asks is skipped.</summary>
    public async Task MakeAsync() => database ??= await SqlServerDatabase.CreateAsync();

    /// <summary>A store in this database, patient as tests on a busy machine need it, in empty tables unless told otherwise.</summary>
    public async Task<SqlServerStreamStore> OpenAsync(Func<SqlServerStoreOptions, SqlServerStoreOptions> with, bool empty = true)
    {
        await MakeAsync();
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

    /// <summary>How to reach it behind another port of this machine.</summary>
    public string Through(int port) => Made.Through(port);

    /// <summary>Runs a statement in it.</summary>
    public Task RunAsync(string sql) => Made.RunAsync(sql);

    /// <summary>The first number of an answer.</summary>
    public Task<int> CountAsync(string sql) => Made.CountAsync(sql);

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
            await RunAsync($"IF OBJECT_ID(N'dbo.{table}', N'U') IS NOT NULL DROP TABLE dbo.{table}");
        }

        foreach (var type in (string[])["NewStreamMessages", "EventClusterAppends", "EventClusterMessages"])
        {
            await RunAsync($"IF TYPE_ID(N'dbo.{type}') IS NOT NULL DROP TYPE dbo.{type}");
        }
    }
}

/// <summary>Tests against the live server run one after the other, in one database.</summary>
[CollectionDefinition(Name)]
public sealed class LiveTests : ICollectionFixture<LiveDatabase>
{
    public const string Name = "live SQL Server";
}
