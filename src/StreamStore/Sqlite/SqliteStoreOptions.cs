namespace EventCluster.StreamStore.Sqlite;

/// <summary>How to open a store in an SQLite file.</summary>
/// <param name="Path">The database file; it and its folder are made where absent.</param>
public sealed record SqliteStoreOptions(string Path)
{
    /// <summary>How long to wait for another process's write before giving up with <see cref="StoreUnavailableException"/>; 1 ms to 1 minute.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often <see cref="IStreamStore.WaitAsync"/> looks for events of other processes; 1 ms to 1 minute.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Most connections that read at the same time, 1 to 64; further readers wait their turn, at most <see cref="BusyTimeout"/> for each page.</summary>
    public int ReadConnectionsMax { get; init; } = 8;

    /// <summary>Most appends that wait for the writer, 1 to 1,000,000; further ones wait at most <see cref="BusyTimeout"/> for a place.</summary>
    public int QueuedAppendsMax { get; init; } = 4_096;

    /// <summary>A file up to this size in bytes is checked throughout (SQLite's <c>quick_check</c>) when opened, a larger one by its header and tables only.</summary>
    public long CheckedBytesMax { get; init; } = 256L * 1024 * 1024;

    /// <summary>Stamps events and measures waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Throws when a value is out of its bounds.</summary>
    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Path);
        CheckSpan(BusyTimeout, nameof(BusyTimeout));
        CheckSpan(PollInterval, nameof(PollInterval));
        ArgumentOutOfRangeException.ThrowIfLessThan(ReadConnectionsMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReadConnectionsMax, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueuedAppendsMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QueuedAppendsMax, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfNegative(CheckedBytesMax);
    }

    private static void CheckSpan(TimeSpan value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(1), name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMinutes(1), name);
    }
}
