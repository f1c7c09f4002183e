using EventCluster.Domain.Leases;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Leadership;

/// <summary>Reads and appends the stream <c>leadership</c>, each with a time limit.</summary>
/// <param name="store">The store.</param>
/// <param name="clock">The monotonic clock.</param>
/// <param name="newId">Draws event ids.</param>
internal sealed class LeadershipStream(IStreamStore store, TimeProvider clock, Func<Guid> newId)
{
    private const int Kept = 200;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);
    private Seen? _newest;

    /// <summary>The newest event, with its version; null when there is none.</summary>
    internal async Task<(int Version, TermEvent Event)?> HeadAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using TimeLimit bound = new(limit, clock, cancellation);
        await foreach (var stored in store.ReadStreamAsync(TermEvent.Stream, int.MaxValue, ReadDirection.Backwards, 1, bound.Token))
        {
            // A watcher mostly sees the same event again.
            if (_newest is not { } seen || seen.Id != stored.Id || seen.Version != stored.Version)
            {
                _newest = seen = new(stored.Id, stored.Version, TermEvent.From(stored));
            }

            return (seen.Version, seen.Event);
        }

        return null;
    }

    /// <summary>An event that can be offered again: the store knows it by its id.</summary>
    internal NewEvent New(string type, TermEvent e) => e.ToEvent(type, newId());

    /// <summary>
    /// Appends at an expected head; null when the head stands elsewhere. A lost answer is asked for again with the same id until
    /// the limit, since the event may be there.
    /// </summary>
    /// <exception cref="StoreUnavailableException">No answer until the limit; the event may be there. Offer it again.</exception>
    internal async Task<int?> AppendAsync(int head, NewEvent e, TimeSpan limit, CancellationToken cancellation)
    {
        var deadline = clock.Now() + limit;
        while (true)
        {
            try
            {
                using TimeLimit bound = new(deadline - clock.Now(), clock, cancellation);
                return (await store.AppendAsync(TermEvent.Stream, ExpectedVersion.At(head), [e], bound.Token)).Version;
            }
            catch (WrongExpectedVersionException)
            {
                return null;
            }
            catch (OperationCanceledException slow) when (!cancellation.IsCancellationRequested)
            {
                throw new StoreUnavailableException($"The store did not answer within {limit.TotalSeconds:0.##} s.", slow);
            }
            catch (StoreUnavailableException) when (clock.Now() + RetryPause < deadline)
            {
                await Task.Delay(RetryPause, clock, cancellation);
            }
        }
    }

    /// <summary>Keeps the last few events only, as far as that is done within a limit.</summary>
    internal async Task TrimAsync(DateTime now, TimeSpan limit, CancellationToken cancellation)
    {
        using TimeLimit bound = new(limit, clock, cancellation);
        await store.SetRetentionAsync(TermEvent.Stream, new(MaxCount: Kept), bound.Token);
        await store.TrimAsync(TermEvent.Stream, now, bound.Token);
    }

    /// <summary>What a watcher concludes from the head.</summary>
    internal static TermWatch See(TermWatch watch, (int Version, TermEvent Event)? head, TimeSpan now) =>
        head is var (version, e) ? watch.See(version, e.Term, e.Lease, now) : watch;

    private sealed record Seen(Guid Id, int Version, TermEvent Event);
}
