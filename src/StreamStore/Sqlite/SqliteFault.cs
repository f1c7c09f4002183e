using SQLitePCL;

namespace EventCluster.StreamStore.Sqlite;

/// <summary>An error code of SQLite on its way to the edge of the engine, where it becomes one of the contract's errors.</summary>
/// <param name="code">Extended result code, see https://sqlite.org/rescode.html.</param>
/// <param name="text">SQLite's own words.</param>
internal sealed class SqliteFault(int code, string text) : Exception($"SQLite says: {text} (code {code}).")
{
    /// <summary>Whether the row or id is there already.</summary>
    public static bool IsUniqueViolation(int code) => code is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY;

    /// <summary>Whether the file's content is at fault, rather than the way to it.</summary>
    public bool IsDamage => (code & 0xFF) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_ERROR or raw.SQLITE_FORMAT;

    /// <summary>What the caller is told: the file, what is the matter, what helps.</summary>
    /// <param name="path">The database file.</param>
    public Exception ForCaller(string path) => (code & 0xFF) switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new StoreRefusedException(
            $"The store file '{path}' is damaged. Put a good copy in its place. {Message}", this),
        raw.SQLITE_FULL => new StoreUnavailableException(
            $"The disk that holds '{path}' is full, nothing was stored. Free some space; the store goes on by itself. {Message}", this),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StoreUnavailableException(
            $"The store file '{path}' stayed locked by another process for longer than the busy time-out. Try again, or find who holds it. {Message}", this),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN => new StoreUnavailableException(
            $"The store file '{path}' cannot be opened or written. Let this account read and write it and its folder. {Message}", this),
        _ => new StoreUnavailableException(
            $"The store file '{path}' cannot be used now. Look at its disk, then try again. {Message}", this),
    };
}
