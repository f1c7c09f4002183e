using System.Diagnostics;
using EventCluster.StreamStore;

namespace EventCluster.StoreBench;

/// <summary>The store, driven as its users drive it.</summary>
internal static class OurStore
{
    /// <summary>Appends for a while, each caller waiting for its answer before it appends again; gives events each second.</summary>
    public static async Task<double> AppendAsync(IStreamStore store, int callers, int batch, TimeSpan span)
    {
        var start = Stopwatch.GetTimestamp();
        var events = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var count = 0L;
            do
            {
                await store.AppendAsync(SampleEvents.Stream, ExpectedVersion.Any, SampleEvents.Batch(batch)).ConfigureAwait(false);
                count += batch;
            }
            while (Stopwatch.GetElapsedTime(start) < span);
            return count;
        })));
        return events.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Reads everything once; gives events each second.</summary>
    public static async Task<double> ReadAllAsync(IStreamStore store)
    {
        var (events, bytes) = (0L, 0L);
        var start = Stopwatch.GetTimestamp();
        await foreach (var item in store.ReadAllAsync().ConfigureAwait(false))
        {
            bytes += item.Data.Length + item.Metadata.Length;
            events++;
        }

        GC.KeepAlive(bytes);
        return events / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
