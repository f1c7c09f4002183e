using EventCluster.Domain.Leases;
using EventCluster.Hosting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Leadership;

/// <summary>Reads and appends the stream <c>leadership</c>, each with a time limit.</summary>
/// <param name="store">The store.</param>
/// <param name="clock">The monotonic clock.</param>
/// <param name="newId">Draws event ids.</param>
internal sealed class LeadershipStream(IStreamStore store, TimeProvider clock, Func<Guid> newId)
{
    private const int Kept = 200;

    /// <summary>The newest event, with its version; null when there is none.</summary>
    internal async Task<(int Version, TermEvent Event)?> HeadAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using var bound = Bound(limit, cancellation);
        await foreach (var stored in store.ReadStreamAsync(TermEvent.Stream, int.MaxValue, ReadDirection.Backwards, 1, bound.Token))
        {
            return (stored.Version, TermEvent.From(stored));
        }

        return null;
    }

    /// <summary>
    /// Appends at an expected head; null when the head stands elsewhere. A lost answer is asked for again with the same id until
    /// the limit, since the event may be there.
    /// </summary>
    internal async Task<int?> AppendAsync(int head, string type, TermEvent e, TimeSpan limit, CancellationToken cancellation)
    {
        var id = newId();
        var deadline = clock.Now() + limit;
        while (true)
        {
            try
            {
                using var bound = Bound(deadline - clock.Now(), cancellation);
                var result = await store.AppendAsync(TermEvent.Stream, ExpectedVersion.At(head), [e.ToEvent(type, id)], bound.Token);
                return result.Version;
            }
            catch (WrongExpectedVersionException)
            {
                return null;
            }
            catch (StoreUnavailableException) when (clock.Now() + RetryPause < deadline)
            {
                await Task.Delay(RetryPause, clock, cancellation);
            }
        }
    }

    /// <summary>Keeps the last few events only.</summary>
    internal async Task TrimAsync(DateTime now, CancellationToken cancellation)
    {
        await store.SetRetentionAsync(TermEvent.Stream, new(MaxCount: Kept), cancellation);
        await store.TrimAsync(TermEvent.Stream, now, cancellation);
    }

    /// <summary>What a watcher concludes from the head.</summary>
    internal static TermWatch See(TermWatch watch, (int Version, TermEvent Event)? head, TimeSpan now) =>
        head is var (version, e) ? watch.See(version, e.Term, e.Lease, now) : watch;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    private CancellationTokenSource Bound(TimeSpan limit, CancellationToken cancellation)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        source.CancelAfter(limit > TimeSpan.Zero ? limit : TimeSpan.Zero);
        return source;
    }
}
