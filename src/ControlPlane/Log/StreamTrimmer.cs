using EventCluster.Hosting.Waiting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Log;

/// <summary>Lets old events of a stream go. One call at a time: what is kept stands in the store, and each caller's own bounds shall count for its own trimming.</summary>
public sealed class StreamTrimmer(IStreamStore store, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Turn _one = new(clock);

    /// <summary>Deletes what is not kept.</summary>
    /// <returns>How many events were deleted.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    internal async Task<int> TrimAsync(string stream, Retention kept, CancellationToken cancellation)
    {
        if (!await _one.TakeAsync(Patience, cancellation))
        {
            throw new StoreUnavailableException($"Another trimming went on for {Patience.TotalSeconds} s.");
        }

        try
        {
            await store.SetRetentionAsync(stream, kept, cancellation);
            return await store.TrimAsync(stream, clock.GetUtcNow().UtcDateTime, cancellation);
        }
        finally
        {
            _one.Release();
        }
    }
}
