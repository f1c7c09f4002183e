using System.Runtime.CompilerServices;

namespace EventCluster.StreamStore.SqlServer;

public sealed partial class SqlServerStreamStore
{
    private static readonly TimeSpan HoleGlance = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(
        string stream, int from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return ReadStreamPagesAsync(StreamId.Of(stream), from, direction, limit, cancellation);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadAllAsync(
        long from = 0, ReadDirection direction = ReadDirection.Forwards, int limit = int.MaxValue, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return ReadAllPagesAsync(from, direction, limit, cancellation);
    }

    /// <inheritdoc/>
    public Task<StreamHead> HeadAsync(string stream, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        return readers.AskAsync(
            "ReadHead", with => with.Key("@streamId", StreamId.Of(stream).Key),
            static async (rows, _, token) => await rows.ReadAsync(token).ConfigureAwait(false) ? new StreamHead(rows.GetInt32(0), rows.GetInt64(1)) : StreamHead.None,
            cancellation);
    }

    /// <inheritdoc/>
    public Task<long> HeadPositionAsync(CancellationToken cancellation = default) => readers.OneAsync("ReadHeadPosition", static _ => { }, -1L, cancellation);

    private async IAsyncEnumerable<StoredEvent> ReadStreamPagesAsync(
        StreamId stream, int from, ReadDirection direction, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Each page is a short statement of its own: a slow consumer keeps no connection.
        while (limit > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var (start, most) = (from, limit);
            var page = await readers.AskAsync(
                $"ReadStream{direction}",
                with => with.Key("@streamId", stream.Key).Int("@from", start).Int("@limit", Page.RowsOf(most)),
                Page.ReadAsync, cancellation).ConfigureAwait(false);
            foreach (var item in page.Events)
            {
                yield return item;
            }

            if (page.IsLast)
            {
                yield break;
            }

            limit -= page.Events.Count;
            from = page.Events[^1].Version + (direction == ReadDirection.Forwards ? 1 : -1);
        }
    }

    private async IAsyncEnumerable<StoredEvent> ReadAllPagesAsync(
        long from, ReadDirection direction, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (limit > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var (start, most) = (from, limit);
            var page = await readers.AskAsync(
                $"ReadAll{direction}", with => with.BigInt("@from", start).Int("@limit", Page.RowsOf(most)), Page.ReadAsync, cancellation).ConfigureAwait(false);
            var given = direction == ReadDirection.Backwards ? page.Events.Count : holes.Passable(page.Events, start, options.Time.GetElapsedTime(0), UtcNow);
            foreach (var item in page.Events.Take(given).Where(item => item.Stream[0] != AppendRules.ReservedPrefix))
            {
                limit--;
                yield return item;
            }

            if (given < page.Events.Count)
            {
                await Task.Delay(HoleGlance, options.Time, cancellation).ConfigureAwait(false);
            }
            else if (page.IsLast)
            {
                yield break;
            }

            from = given == 0 ? from : page.Events[given - 1].Position + (direction == ReadDirection.Forwards ? 1 : -1);
        }
    }
}
