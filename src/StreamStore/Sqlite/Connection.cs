using SQLitePCL;

namespace EventCluster.StreamStore.Sqlite;

/// <summary>One SQLite connection, used by one thread at a time. Raw, because prepared statements and spans halve the cost of an append.</summary>
internal sealed class Connection : IDisposable
{
    /// <summary>Sixty-four MiB: a write-ahead log grown past this (one huge batch, a reader in its way) gives the space back.</summary>
    private const string JournalBytesMax = "67108864";

    private readonly sqlite3 handle;
    private readonly List<Statement> statements = [];

    static Connection() => Batteries_V2.Init();

    private Connection(sqlite3 handle) => this.handle = handle;

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    /// <summary>Position given to the last inserted row.</summary>
    public long LastInsertId => raw.sqlite3_last_insert_rowid(handle);

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    /// <summary>Opens the database for reading and writing; it must exist.</summary>
    public static Connection Open(string path, TimeSpan busyTimeout, bool create = false)
    {
        var connection = Open(path, raw.SQLITE_OPEN_READWRITE | (create ? raw.SQLITE_OPEN_CREATE : 0), busyTimeout);
        try
        {
            // FULL: an acknowledged append survives the loss of power, not only of the process.
            connection.Run($"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = {JournalBytesMax}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens the database only to look; the files beside it are used where they are there.</summary>
    public static Connection OpenToLook(string path, TimeSpan busyTimeout) => Open(path, raw.SQLITE_OPEN_READONLY, busyTimeout);

    /// <summary>Opens a database that nobody else has open, leaving not even the files beside it.</summary>
    public static Connection OpenImmutable(string path) =>
        Open($"file:{Uri.EscapeDataString(path)}?immutable=1", raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI, TimeSpan.Zero);

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared));
        Statement statement = new(this, prepared);
        statements.Add(statement);
        return statement;
    }

    /// <summary>Runs statements that give nothing back.</summary>
    public void Run(string sql) => Check(raw.sqlite3_exec(handle, sql));

    /// <summary>Runs one query and gives the first column of its first row as text.</summary>
    public string? Ask(string sql)
    {
        Check(raw.sqlite3_prepare_v2(handle, sql, out var prepared));
        Statement statement = new(this, prepared);
        try
        {
            return statement.Step() ? statement.Text(0) : null;
        }
        finally
        {
            statement.Close();
        }
    }

    /// <summary>Drops the pages kept in memory, so that the next read sees the file as it is, even when it was changed behind SQLite's back.</summary>
    /// <remarks>SQLite does this while it compiles the statement, so a prepared one would do it only once.</remarks>
    public void DropCache() => Run("PRAGMA shrink_memory");

    /// <summary>Throws unless the code is a success.</summary>
    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw new SqliteFault(raw.sqlite3_extended_errcode(handle), raw.sqlite3_errmsg(handle).utf8_to_string());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in statements)
        {
            statement.Close();
        }

        handle.manual_close_v2();
    }

    private static Connection Open(string name, int flags, TimeSpan busyTimeout)
    {
        var code = raw.sqlite3_open_v2(name, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            SqliteFault fault = new(code, raw.sqlite3_errstr(code).utf8_to_string());
            handle?.manual_close_v2();
            throw fault;
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
        return new Connection(handle);
    }
}
