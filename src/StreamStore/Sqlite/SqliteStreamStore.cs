namespace EventCluster.StreamStore.Sqlite;

/// <summary>The durable default: one SQLite file in write-ahead mode, shared by any number of processes of one machine.</summary>
/// <remarks>
/// An append is acknowledged once it is synced to the disk. An append is recognised as a repetition for as long as the last event
/// of its batch is kept by the stream's retention; afterwards it is a conflict, or with <see cref="ExpectedVersion.Any"/> a new append.
/// </remarks>
public sealed partial class SqliteStreamStore : IStreamStore
{
    private readonly SqliteStoreOptions options;
    private readonly Arrivals arrivals;
    private readonly ReaderPool readers;
    private readonly Writer writer;
    private int closed;

    private SqliteStreamStore(SqliteStoreOptions options, string path, Connection connection)
    {
        this.options = options;
        arrivals = new Arrivals(options.Time);
        readers = new ReaderPool(options, path);
        writer = new Writer(new WriterSession(connection, options.Time), options, arrivals.Signal);
    }

    /// <summary>Opens the store, making its file where there is none.</summary>
    /// <exception cref="StoreRefusedException">The file is damaged, foreign, or of a newer version. It was left untouched.</exception>
    /// <exception cref="StoreUnavailableException">The file cannot be read or written now.</exception>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public static Task<SqliteStreamStore> OpenAsync(SqliteStoreOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return Task.Run(() => Open(options), cancellation);
    }

    /// <summary>Writes what is queued, closes, and moves the write-ahead log into the file when no other process has it open. Takes at most three busy time-outs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0)
        {
            await readers.CloseAsync().ConfigureAwait(false);
            await writer.CloseAsync(options.BusyTimeout * 2).ConfigureAwait(false);
        }
    }

    private static SqliteStreamStore Open(SqliteStoreOptions options)
    {
        var path = Path.GetFullPath(options.Path);
        try
        {
            DatabaseFile.CreateIfAbsent(path);
            FileCheck.Run(options, path);
            return new SqliteStreamStore(options, path, Connection.Open(path, options.BusyTimeout));
        }
        catch (SqliteFault fault)
        {
            throw fault.ForCaller(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The store file '{path}' cannot be opened: {error.Message} Let this account read and write it and its folder.", error);
        }
    }
}
