namespace EventCluster.StreamStore;

/// <summary>An event to append.</summary>
/// <param name="Id">Its identity for ever; a version 7 GUID keeps indexes short.</param>
/// <param name="Type">Stable name of what it is, 1 to 128 characters.</param>
/// <param name="Data">JSON as UTF-8.</param>
/// <param name="Metadata">JSON as UTF-8, may be empty.</param>
public sealed record NewEvent(Guid Id, string Type, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata = default);

/// <summary>An event as the store holds it.</summary>
/// <param name="Stream">Name of its stream.</param>
/// <param name="Version">Its number in the stream, from 0.</param>
/// <param name="Position">Its place among the events of all streams.</param>
/// <param name="Id">Its identity.</param>
/// <param name="Created">UTC time of the append by the store's clock; serves retention only.</param>
/// <param name="Type">Stable name of what it is.</param>
/// <param name="Data">JSON as UTF-8.</param>
/// <param name="Metadata">JSON as UTF-8, may be empty.</param>
public sealed record StoredEvent(
    string Stream, int Version, long Position, Guid Id, DateTime Created, string Type, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata);

/// <summary>What an append did.</summary>
/// <param name="Version">Version of the last event of the batch.</param>
/// <param name="Position">Position of the last event of the batch.</param>
/// <param name="AlreadyThere">True when the same ids stood there before, so nothing was written.</param>
public readonly record struct AppendResult(int Version, long Position, bool AlreadyThere);

/// <summary>Where a stream ends.</summary>
/// <param name="Version">Newest version, -1 when empty.</param>
/// <param name="Position">Position of the newest event, -1 when empty.</param>
public readonly record struct StreamHead(int Version, long Position)
{
    /// <summary>The head of a stream that is not there.</summary>
    public static readonly StreamHead None = new(-1, -1);
}

/// <summary>What a stream keeps; null means without limit.</summary>
/// <param name="MaxAge">Older events go.</param>
/// <param name="MaxCount">Only so many of the newest stay, at least 1.</param>
public sealed record Retention(TimeSpan? MaxAge = null, int? MaxCount = null);

/// <summary>Which way to read.</summary>
public enum ReadDirection
{
    /// <summary>Oldest first.</summary>
    Forwards,

    /// <summary>Newest first.</summary>
    Backwards,
}
