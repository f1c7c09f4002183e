using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>A fault on its way to the edge of the engine, where it becomes one of the contract's errors.</summary>
/// <param name="kind">What it means.</param>
/// <param name="what">The server's or the driver's own words, which hold no secrets.</param>
/// <param name="inner">What was thrown.</param>
internal sealed class StoreFault(FaultKind kind, string what, Exception? inner = null) : Exception(what, inner)
{
    /// <summary>What it means.</summary>
    public FaultKind Kind { get; } = kind;

    /// <summary>What the driver threw, judged; null where it is not a fault of server or network.</summary>
    public static StoreFault? From(Exception thrown) => thrown switch
    {
        StoreFault fault => fault,
        SqlException sql => new(Faults.Of(sql.Number, sql.Class), $"SQL Server says: {sql.Message} (error {sql.Number})", sql),

        // The driver says so of a connection that broke under it, and of a pool that gave none in time.
        InvalidOperationException or IOException or System.Net.Sockets.SocketException =>
            new(FaultKind.Lost, $"The connection was lost: {thrown.Message}", thrown),
        TimeoutException or OperationCanceledException => new(FaultKind.Lost, "The server did not answer in time.", thrown),
        _ => null,
    };

    /// <summary>What the caller is told: the database, what is the matter, what helps.</summary>
    /// <param name="place">Server and database.</param>
    public StoreUnavailableException ForCaller(string place) => new(
        Kind switch
        {
            FaultKind.Denied => $"The account of the store may not use the database {place}. Look at its sign-in and its permissions (docs/sql-server.md). {Message}",
            FaultKind.Missing => $"The database {place} lacks a table of the store. Restore it, or let the store make its tables. {Message}",
            FaultKind.Full => $"The disk or the log of the database {place} is full, nothing was stored. Free some space; the store goes on by itself. {Message}",
            FaultKind.Lost => $"The database {place} cannot be reached, or did not answer in time. The store goes on by itself when it does. {Message}",
            FaultKind.Transient => $"The database {place} is not ready, or was busy for too long. Try again later. {Message}",
            FaultKind.Duplicate => $"Another program wrote to the same stream of the database {place} again and again. Try again later. {Message}",
            _ => $"The database {place} cannot be used now. {Message}",
        },
        this);
}
