namespace EventCluster.StreamStore;

/// <summary>An append-only store of streams of JSON events. Each engine passes the same contract tests.</summary>
/// <remarks>
/// What every engine holds to:
/// <list type="number">
/// <item>An append of many events is atomic: all are stored, next to each other, or none.</item>
/// <item>Appending the same ids again at the same place is a success that changes nothing (<see cref="AppendResult.AlreadyThere"/>);
/// with <see cref="ExpectedVersion.Any"/> the place is wherever the first id stands. Other ids there are a conflict.</item>
/// <item>Versions of a stream are 0, 1, 2 … without a hole. Positions rise over all streams and may have holes.
/// Neither is ever given out twice, retention notwithstanding.</item>
/// <item>Positions become visible in commit order: a reader that has seen position p never misses a smaller one.</item>
/// <item>Concurrent appends may share a transaction; each caller gets its own result, and one caller's conflict fails no other.</item>
/// <item>An append that ends with an error other than a conflict has an unknown outcome: append the same ids again, or look for them.</item>
/// </list>
/// </remarks>
public interface IStreamStore : IAsyncDisposable
{
    /// <summary>Appends 1 to 10,000 events atomically and durably.</summary>
    /// <exception cref="WrongExpectedVersionException">The stream is not where the caller expected it; nothing was stored.</exception>
    /// <exception cref="StoreUnavailableException">The engine could not (disk full, busy, gone); the outcome may be unknown.</exception>
    /// <exception cref="StoreRefusedException">The engine found its file damaged.</exception>
    /// <exception cref="ArgumentException">An empty or oversized batch, a bad stream name, two equal ids in one batch.</exception>
    Task<AppendResult> AppendAsync(string stream, ExpectedVersion expected, IReadOnlyList<NewEvent> events, CancellationToken cancellation = default);

    /// <summary>Reads a stream from a version (inclusive) in the given direction. A stream that is not there is empty.</summary>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="from">First version; forwards from <c>0</c>, backwards from <c>int.MaxValue</c> for everything.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="limit">At most so many events.</param>
    /// <param name="cancellation">Ends the reading.</param>
    IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, int from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default);

    /// <summary>Reads all streams from a position (inclusive) in the given direction.</summary>
    IAsyncEnumerable<StoredEvent> ReadAllAsync(long from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default);

    /// <summary>The newest version and position of a stream; <see cref="StreamHead.None"/> where there is none. Retention does not lower it.</summary>
    Task<StreamHead> HeadAsync(string stream, CancellationToken cancellation = default);

    /// <summary>The newest position of the store, -1 when it is empty.</summary>
    Task<long> HeadPositionAsync(CancellationToken cancellation = default);

    /// <summary>Sets what <see cref="TrimAsync"/> keeps of a stream; kept in the store.</summary>
    Task SetRetentionAsync(string stream, Retention retention, CancellationToken cancellation = default);

    /// <summary>Deletes what the retention of a stream no longer keeps, oldest first, in bounded steps.</summary>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="now">UTC time against which ages are counted.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>How many events were deleted.</returns>
    Task<int> TrimAsync(string stream, DateTime now, CancellationToken cancellation = default);

    /// <summary>Waits until the store holds an event past a position: at once if it does, signalled when this process appends, polled for other processes.</summary>
    /// <returns>True when there is one, false when <paramref name="timeout"/> passed first.</returns>
    Task<bool> WaitAsync(long afterPosition, TimeSpan timeout, CancellationToken cancellation = default);

    /// <summary>Lets whoever waits in <see cref="WaitAsync"/> look again at once, because another process has told that it appended. A false alarm costs one look.</summary>
    void Wake();
}
