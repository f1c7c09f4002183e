using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Tests;

/// <summary>A store whose appends fail as told: before they happen, or after, so that the answer is lost.</summary>
public sealed class FaultyStore(IStreamStore inner) : IStreamStore
{
    private readonly Queue<Fault> _faults = new();
    private int _woken;

    public enum Fault { None, BeforeAppend, AnswerLost }

    public int Appends { get; private set; }

    /// <summary>How often somebody told that another process has appended.</summary>
    public int Woken => Volatile.Read(ref _woken);

    public bool Down { get; set; }

    /// <summary>What a stream may keep is not answered.</summary>
    public bool RetentionHangs { get; set; }

    /// <summary>Runs before the next append, once.</summary>
    public Func<Task>? BeforeNextAppend { get; set; }

    public void Next(params Fault[] faults)
    {
        foreach (var fault in faults)
        {
            _faults.Enqueue(fault);
        }
    }

    public async Task<AppendResult> AppendAsync(string stream, ExpectedVersion expected, IReadOnlyList<NewEvent> events, CancellationToken cancellation = default)
    {
        Appends++;
        if (BeforeNextAppend is { } before)
        {
            BeforeNextAppend = null;
            await before();
        }

        var fault = Down ? Fault.BeforeAppend : _faults.TryDequeue(out var next) ? next : Fault.None;
        if (fault == Fault.BeforeAppend)
        {
            throw new StoreUnavailableException("The store is down.");
        }

        var result = await inner.AppendAsync(stream, expected, events, cancellation);
        return fault == Fault.AnswerLost ? throw new StoreUnavailableException("The answer is lost.") : result;
    }

    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, int from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default) =>
        Down ? throw new StoreUnavailableException("The store is down.") : inner.ReadStreamAsync(stream, from, direction, limit, cancellation);

    public IAsyncEnumerable<StoredEvent> ReadAllAsync(long from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default) =>
        inner.ReadAllAsync(from, direction, limit, cancellation);

    public Task<StreamHead> HeadAsync(string stream, CancellationToken cancellation = default) => inner.HeadAsync(stream, cancellation);

    public Task<long> HeadPositionAsync(CancellationToken cancellation = default) => inner.HeadPositionAsync(cancellation);

    public Task SetRetentionAsync(string stream, Retention retention, CancellationToken cancellation = default) =>
        RetentionHangs ? Task.Delay(Timeout.InfiniteTimeSpan, cancellation) : inner.SetRetentionAsync(stream, retention, cancellation);

    public Task<int> TrimAsync(string stream, DateTime now, CancellationToken cancellation = default) => inner.TrimAsync(stream, now, cancellation);

    public Task<bool> WaitAsync(long afterPosition, TimeSpan timeout, CancellationToken cancellation = default) => inner.WaitAsync(afterPosition, timeout, cancellation);

    public void Wake()
    {
        Interlocked.Increment(ref _woken);
        inner.Wake();
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
