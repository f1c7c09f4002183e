using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using EventCluster.Domain.History;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Log;

/// <summary>Reads a stretch of the history in pages, a long one ahead of the caller: it is decoded on every core while the caller folds what came before.</summary>
/// <param name="store">Where it is kept.</param>
/// <param name="ahead">False keeps everything on the caller's thread.</param>
internal sealed class HistoryReader(IStreamStore store, bool ahead)
{
    private const int PageEvents = 512;
    private const int PagesAhead = 4;

    /// <summary>The events from a version on, in order, in pages. What was read before an error is given before it.</summary>
    /// <exception cref="UnknownEventException">An event that this version cannot read.</exception>
    internal async IAsyncEnumerable<IReadOnlyList<Envelope>> PagesAsync(int fromVersion, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Queue<Task<Page>> decoding = new(PagesAhead + 1);
        await using var stored = store.ReadStreamAsync(ClusterLog.Stream, fromVersion, cancellation: cancellation).GetAsyncEnumerator(cancellation);
        var (more, fault) = (true, (ExceptionDispatchInfo?)null);
        while (more)
        {
            List<StoredEvent> page = [];
            (more, fault) = await FillAsync(page, stored);
            decoding.Enqueue(more && ahead ? Task.Run(() => Decode(page), CancellationToken.None) : Task.FromResult(Decode(page)));
            while (decoding.Count > (more ? PagesAhead : 0))
            {
                var (events, unknown) = await decoding.Dequeue();
                yield return events;
                unknown?.Throw();
            }
        }

        fault?.Throw();
    }

    /// <summary>Reads a page; no more follows a page that is not full.</summary>
    private static async Task<(bool More, ExceptionDispatchInfo? Fault)> FillAsync(List<StoredEvent> page, IAsyncEnumerator<StoredEvent> stored)
    {
        try
        {
            while (page.Count < PageEvents)
            {
                if (!await stored.MoveNextAsync())
                {
                    return (false, null);
                }

                page.Add(stored.Current);
            }

            return (true, null);
        }
        catch (Exception e)
        {
            return (false, ExceptionDispatchInfo.Capture(e));
        }
    }

    private static Page Decode(List<StoredEvent> stored)
    {
        List<Envelope> events = new(stored.Count);
        try
        {
            foreach (var e in stored)
            {
                events.Add(ClusterLog.Decode(e));
            }
        }
        catch (UnknownEventException unknown)
        {
            return new(events, ExceptionDispatchInfo.Capture(unknown));
        }

        return new(events, null);
    }

    private sealed record Page(List<Envelope> Events, ExceptionDispatchInfo? Unknown);
}
