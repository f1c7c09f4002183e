using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>Makes sure, before anything else is asked of a database, that its tables are there and are the ones we know.</summary>
internal sealed class Schema(Server server, SqlServerStoreOptions options)
{
    private readonly SemaphoreSlim one = new(1);
    private volatile bool ready;

    /// <summary>Checks, and makes what is missing, once.</summary>
    /// <exception cref="StoreRefusedException">They are not what we know.</exception>
    public async ValueTask ReadyAsync(CancellationToken cancellation)
    {
        if (ready)
        {
            return;
        }

        await one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!ready)
            {
                await PrepareAsync(cancellation).ConfigureAwait(false);
                ready = true;
            }
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Looks again before the next question: a table was missing.</summary>
    public void Doubt() => ready = false;

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        await using var connection = await server.OpenAsync(cancellation).ConfigureAwait(false);
        var step = await NextAsync(connection, null, cancellation).ConfigureAwait(false);
        if (step == SchemaStep.None)
        {
            return;
        }

        if (await CreateAsync(connection, cancellation).ConfigureAwait(false) == SchemaStep.CreateAll)
        {
            await SetOptionAsync(connection, "AllowSnapshots", cancellation).ConfigureAwait(false);
            await SetOptionAsync(connection, "ReadCommittedSnapshots", cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>All or nothing, one process at a time.</summary>
    private async Task<SchemaStep> CreateAsync(SqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using var locking = server.Command(connection, "LockStore");
        locking.Transaction = transaction;
        locking.Parameters.Int("@lockTimeoutMs", (int)options.LockTimeout.TotalMilliseconds);
        await locking.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);

        // Another process may have been first.
        var step = await NextAsync(connection, transaction, cancellation).ConfigureAwait(false);
        string[] statements = step switch { SchemaStep.CreateAll => ["CreateTables", "CreateTypes"], SchemaStep.CreateTypes => ["CreateTypes"], _ => [] };
        foreach (var statement in statements)
        {
            await using var command = server.Command(connection, statement);
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return step;
    }

    private async Task<SchemaStep> NextAsync(SqlConnection connection, SqlTransaction? transaction, CancellationToken cancellation)
    {
        await using var command = server.Command(connection, "CheckSchema");
        command.Transaction = transaction;
        await using var row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await row.ReadAsync(cancellation).ConfigureAwait(false);
        SchemaFacts facts = new(
            row.GetInt32(0) == 1, row.GetInt32(1) == 1, row.GetInt32(2) == 1 && row.GetInt32(3) == 1, row.IsDBNull(4) ? null : row.GetString(4));
        return SchemaRules.Next(facts, options.CreateTables, server.Place);
    }

    /// <summary>Readers then never wait for writers; without, they do, and nothing else changes.</summary>
    private async Task SetOptionAsync(SqlConnection connection, string statement, CancellationToken cancellation)
    {
        try
        {
            await using var command = server.Command(connection, statement);
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        catch (SqlException refused) when (StoreFault.From(refused)!.Kind != FaultKind.Lost)
        {
            options.Warn(
                $"The database {server.Place} refused the option {statement} (error {refused.Number}); readers may wait for writers. "
                + "Somebody with the right ALTER on it may set it (docs/sql-server.md).");
        }
    }
}
