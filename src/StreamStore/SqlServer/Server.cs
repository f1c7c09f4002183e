using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>The way to the database.</summary>
internal sealed class Server(ConnectionText text, SqlServerStoreOptions options)
{
    /// <summary>Server and database, for people.</summary>
    public string Place => text.Place;

    /// <summary>Whole seconds, as the driver counts them.</summary>
    public int CommandTimeoutS => (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);

    /// <summary>A connection from the driver's pool.</summary>
    public Task<SqlConnection> OpenAsync(CancellationToken cancellation) => OpenAsync(text.Text, cancellation);

    /// <summary>A connection outside the pool: whoever closes it ends its session, with all that was under way in it.</summary>
    public Task<SqlConnection> OpenOwnAsync(CancellationToken cancellation) => OpenAsync(text.Text + ";Pooling=False", cancellation);

    /// <summary>The statement <c>Sql/{name}.sql</c>, without its parameters.</summary>
    public SqlCommand Command(SqlConnection connection, string name) => new(Sql.Text(name), connection) { CommandTimeout = CommandTimeoutS };

    private static async Task<SqlConnection> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        SqlConnection connection = new(connectionString);
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
