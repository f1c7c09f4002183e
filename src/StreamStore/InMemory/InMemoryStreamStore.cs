using System.Runtime.CompilerServices;

namespace EventCluster.StreamStore.InMemory;

/// <summary>The contract in its plainest form, for tests: one lock around lists. Nothing survives the process.</summary>
/// <param name="time">Stamps events and measures waits.</param>
public sealed class InMemoryStreamStore(TimeProvider? time = null) : IStreamStore
{
    private const int PageEvents = 512;
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    private readonly TimeProvider clock = time ?? TimeProvider.System;
    private readonly Arrivals arrivals = new(time ?? TimeProvider.System);
    private readonly Lock gate = new();
    private readonly Dictionary<string, InMemoryStream> streams = new(StringComparer.Ordinal);
    private readonly List<StoredEvent> all = [];
    private long nextPosition;

    /// <inheritdoc/>
    public Task<AppendResult> AppendAsync(string stream, ExpectedVersion expected, IReadOnlyList<NewEvent> events, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        AppendRules.CheckBatch(events);
        if (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled<AppendResult>(cancellation);
        }

        lock (gate)
        {
            var known = streams.TryGetValue(stream, out var found);
            var version = found?.Head.Version ?? -1;
            if (!AppendRules.Fits(expected, known, version) || events.Any(item => found?.Holds(item.Id) == true))
            {
                return found?.Repeated(events, AppendRules.FirstVersionIfRepeated(expected)) is { } repeated
                    ? Task.FromResult(repeated)
                    : Task.FromException<AppendResult>(new WrongExpectedVersionException(stream, expected, version));
            }

            return Task.FromResult(Store(found ?? Create(stream), events));
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(
        string stream, int from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return ReadAsync(() => streams.GetValueOrDefault(stream)?.Kept ?? [], item => item.Version, from, direction, limit, cancellation);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadAllAsync(
        long from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return ReadAsync(() => all, item => item.Position, from, direction, limit, cancellation);
    }

    /// <inheritdoc/>
    public Task<StreamHead> HeadAsync(string stream, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        lock (gate)
        {
            return Task.FromResult(streams.GetValueOrDefault(stream)?.Head ?? StreamHead.None);
        }
    }

    /// <inheritdoc/>
    public Task<long> HeadPositionAsync(CancellationToken cancellation = default)
    {
        lock (gate)
        {
            return Task.FromResult(nextPosition - 1);
        }
    }

    /// <inheritdoc/>
    public Task SetRetentionAsync(string stream, Retention retention, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        RetentionRules.Check(retention);
        lock (gate)
        {
            (streams.GetValueOrDefault(stream) ?? Create(stream)).Retention = retention;
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<int> TrimAsync(string stream, DateTime now, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        RetentionRules.CheckNow(now);
        lock (gate)
        {
            if (!streams.TryGetValue(stream, out var found))
            {
                return Task.FromResult(0);
            }

            var last = RetentionRules.LastToGo(found.Retention, found.Head.Version, found.Kept.Select(item => (item.Version, item.Created)), now);
            all.RemoveAll(item => item.Stream == stream && item.Version <= last);
            return Task.FromResult(found.RemoveThrough(last));
        }
    }

    /// <inheritdoc/>
    public Task<bool> WaitAsync(long afterPosition, TimeSpan timeout, CancellationToken cancellation = default) =>
        arrivals.WaitAsync(_ => ValueTask.FromResult(HoldsPast(afterPosition)), Never, timeout, cancellation);

    /// <inheritdoc/>
    public void Wake() => arrivals.Signal();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private bool HoldsPast(long position)
    {
        lock (gate)
        {
            return all.Count > 0 && all[^1].Position > position;
        }
    }

    private InMemoryStream Create(string name) => streams[name] = new InMemoryStream(name);

    private AppendResult Store(InMemoryStream stream, IReadOnlyList<NewEvent> events)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var item in events)
        {
            // The caller may reuse its buffers once we return.
            var stored = new StoredEvent(
                stream.Name, stream.Head.Version + 1, nextPosition++, item.Id, now, item.Type, item.Data.ToArray(), item.Metadata.ToArray());
            stream.Add(stored);
            all.Add(stored);
        }

        arrivals.Signal();
        return new AppendResult(stream.Head.Version, stream.Head.Position, AlreadyThere: false);
    }

    private async IAsyncEnumerable<StoredEvent> ReadAsync(
        Func<IReadOnlyList<StoredEvent>> source, Func<StoredEvent, long> order, long from, ReadDirection direction, int limit,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (limit > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = Page(source, order, from, direction, Math.Min(limit, PageEvents));
            foreach (var item in page)
            {
                yield return item;
            }

            if (page.Count < PageEvents)
            {
                yield break;
            }

            limit -= page.Count;
            from = order(page[^1]) + (direction == ReadDirection.Forwards ? 1 : -1);
            await Task.Yield();
        }
    }

    private List<StoredEvent> Page(Func<IReadOnlyList<StoredEvent>> source, Func<StoredEvent, long> order, long from, ReadDirection direction, int count)
    {
        lock (gate)
        {
            var items = source();
            var (low, high) = (0, items.Count);
            var least = direction == ReadDirection.Forwards ? from : from == long.MaxValue ? from : from + 1;
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = order(items[middle]) < least ? (middle + 1, high) : (low, middle);
            }

            List<StoredEvent> page = new(Math.Min(count, items.Count));
            var step = direction == ReadDirection.Forwards ? 1 : -1;
            for (var i = direction == ReadDirection.Forwards ? low : low - 1; i >= 0 && i < items.Count && page.Count < count; i += step)
            {
                page.Add(items[i]);
            }

            return page;
        }
    }
}
