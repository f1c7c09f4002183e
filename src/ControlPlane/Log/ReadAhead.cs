using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EventCluster.Domain.History;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Log;

/// <summary>Reads a stretch of the history ahead of the caller and decodes it on every core, while the caller folds what came before.</summary>
internal static class ReadAhead
{
    private const int PageEvents = 512;
    private const int PagesAhead = 4;

    /// <summary>The events from a version on, in order, in pages.</summary>
    /// <exception cref="UnknownEventException">An event that this version cannot read; everything before it was given.</exception>
    internal static async IAsyncEnumerable<IReadOnlyList<Envelope>> PagesAsync(
        IStreamStore store, int fromVersion, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pages = Channel.CreateBounded<Task<Page>>(new BoundedChannelOptions(PagesAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Task.Run(() => ReadAsync(store, fromVersion, pages.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var decoding in pages.Reader.ReadAllAsync(cancellation))
            {
                var page = await decoding;
                yield return page.Events;
                if (page.Fault is { } fault)
                {
                    throw fault;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private static async Task ReadAsync(IStreamStore store, int fromVersion, ChannelWriter<Task<Page>> pages, CancellationToken cancellation)
    {
        try
        {
            List<StoredEvent> page = [];
            await foreach (var stored in store.ReadStreamAsync(ClusterLog.Stream, fromVersion, cancellation: cancellation))
            {
                page.Add(stored);
                if (page.Count == PageEvents)
                {
                    var full = page;
                    await pages.WriteAsync(Task.Run(() => Decode(full), CancellationToken.None), cancellation);
                    page = new(PageEvents);
                }
            }

            if (page.Count > 0)
            {
                await pages.WriteAsync(Task.FromResult(Decode(page)), cancellation);
            }

            pages.Complete();
        }
        catch (Exception e)
        {
            // The caller gets it, after what was read before it.
            pages.Complete(e);
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
            return new(events, unknown);
        }

        return new(events, null);
    }

    private sealed record Page(List<Envelope> Events, UnknownEventException? Fault);
}
