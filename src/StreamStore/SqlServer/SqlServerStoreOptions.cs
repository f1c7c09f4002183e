using System.Security.Cryptography;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>How to use a store in a SQL Server database.</summary>
/// <param name="ConnectionString">
/// As the driver knows it, passed through as it is. Only what it leaves out is set: <c>Application Name</c>, and <c>Pool Blocking Period=NeverBlock</c>,
/// without which the driver would refuse to connect for up to a minute after the server is back. <c>Encrypt</c> is on unless it says otherwise.
/// </param>
public sealed record SqlServerStoreOptions(string ConnectionString)
{
    /// <summary>How long one command, or one connecting, may take; 100 ms to 10 minutes.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an append, a read or a trim is tried again after transient faults before <see cref="StoreUnavailableException"/>; zero to 10 minutes.</summary>
    public TimeSpan RetryLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a writer waits for the lock that orders all writers; 1 ms to 10 minutes.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often <see cref="IStreamStore.WaitAsync"/> looks for events of other processes; 1 ms to 1 minute.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a reader of all streams waits at a hole in the positions that another program's append may still fill; zero to 1 minute.
    /// Such programs do not take our lock, so their positions may become visible late. Zero does not wait.
    /// </summary>
    public TimeSpan HoleWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most connections that read at the same time, 1 to 64; further readers wait their turn, at most <see cref="CommandTimeout"/> for each page.</summary>
    public int ReadConnectionsMax { get; init; } = 8;

    /// <summary>Most appends that wait for the writer, 1 to 1,000,000; further ones wait at most <see cref="RetryLimit"/> for a place.</summary>
    public int QueuedAppendsMax { get; init; } = 4_096;

    /// <summary>Whether tables are made where there are none. Without, somebody makes them before (docs/sql-server.md).</summary>
    public bool CreateTables { get; init; } = true;

    /// <summary>Told of what an operator should know and the store can do without. It is quick and does not throw.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>Stamps events and measures waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Draws a number from 0 to 1, so that many who failed together do not try again together.</summary>
    public Func<double> Jitter { get; init; } = static () => RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20);

    /// <summary>Draws ids of the store's own messages.</summary>
    public Func<Guid> NewId { get; init; } = Guid.CreateVersion7;

    /// <summary>What is wrong with a connection string, for people; null when nothing is. It holds nothing of the string.</summary>
    public static string? Problem(string? connectionString)
    {
        try
        {
            ConnectionText.From(connectionString ?? "");
            return null;
        }
        catch (ArgumentException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>Without the connection string, which may hold a secret.</summary>
    public override string ToString() => nameof(SqlServerStoreOptions);

    /// <summary>Throws when a value is out of its bounds.</summary>
    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ConnectionString);
        var tenMinutes = TimeSpan.FromMinutes(10);
        CheckSpan(CommandTimeout, TimeSpan.FromMilliseconds(100), tenMinutes, nameof(CommandTimeout));
        CheckSpan(RetryLimit, TimeSpan.Zero, tenMinutes, nameof(RetryLimit));
        CheckSpan(LockTimeout, TimeSpan.FromMilliseconds(1), tenMinutes, nameof(LockTimeout));
        CheckSpan(PollInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), nameof(PollInterval));
        CheckSpan(HoleWait, TimeSpan.Zero, TimeSpan.FromMinutes(1), nameof(HoleWait));
        ArgumentOutOfRangeException.ThrowIfLessThan(ReadConnectionsMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReadConnectionsMax, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueuedAppendsMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QueuedAppendsMax, 1_000_000);
    }

    private static void CheckSpan(TimeSpan value, TimeSpan least, TimeSpan most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }
}
