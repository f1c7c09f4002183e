using System.Data;
using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>Runs statements other than appends: a bounded number at a time, each on a connection of the driver's pool, tried again after transient faults.</summary>
internal sealed class Readers(Server server, Schema schema, Attempts attempts, SqlServerStoreOptions options)
{
    private readonly SemaphoreSlim places = new(options.ReadConnectionsMax);
    private volatile bool closed;

    /// <summary>Runs a statement and reads its answer.</summary>
    /// <exception cref="StoreUnavailableException">It could not be run in time.</exception>
    public async Task<T> AskAsync<T>(
        string statement, Action<SqlParameterCollection> with, Func<SqlDataReader, SqlCommand, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(closed, typeof(SqlServerStreamStore));
        if (!await places.WaitAsync(options.CommandTimeout, cancellation).ConfigureAwait(false))
        {
            throw new StoreUnavailableException(
                $"All {options.ReadConnectionsMax} connections to the database {server.Place} were in use for {options.CommandTimeout}. Try again later.");
        }

        try
        {
            return await attempts.RunAsync(
                token => Bound.RunAsync(stop => RunAsync(statement, with, read, stop), options.CommandTimeout, options.Time, token), cancellation).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>The first column of the first row; <paramref name="otherwise"/> where there is none.</summary>
    public Task<T> OneAsync<T>(string statement, Action<SqlParameterCollection> with, T otherwise, CancellationToken cancellation) =>
        AskAsync(
            statement, with,
            async (rows, _, token) =>
            {
                var first = await rows.ReadAsync(token).ConfigureAwait(false) ? rows.GetFieldValue<T>(0) : otherwise;
                await ToEndAsync(rows, token).ConfigureAwait(false);
                return first;
            },
            cancellation);

    /// <summary>Goes on to the end of an answer: what comes after its rows, a commit that failed for one, is only told there.</summary>
    public static async Task<bool> ToEndAsync(SqlDataReader rows, CancellationToken cancellation)
    {
        while (await rows.NextResultAsync(cancellation).ConfigureAwait(false))
        {
        }

        return true;
    }

    /// <summary>From now on nothing is run.</summary>
    public void Close() => closed = true;

    private async Task<T> RunAsync<T>(
        string statement, Action<SqlParameterCollection> with, Func<SqlDataReader, SqlCommand, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        await schema.ReadyAsync(cancellation).ConfigureAwait(false);
        try
        {
            await using var connection = await server.OpenAsync(cancellation).ConfigureAwait(false);
            await using var command = server.Command(connection, statement);
            with(command.Parameters);
            await using var rows = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellation).ConfigureAwait(false);
            return await read(rows, command, cancellation).ConfigureAwait(false);
        }
        catch (SqlException missing) when (Faults.Of(missing.Number, missing.Class) == FaultKind.Missing)
        {
            schema.Doubt();
            throw;
        }
    }
}
