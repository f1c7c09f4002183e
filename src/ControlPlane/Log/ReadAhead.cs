using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EventCluster.Domain.History;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Log;

/// <summary>Reads and decodes a stretch of the history on one core while the caller folds it on another.</summary>
internal static class ReadAhead
{
    private const int PageEvents = 512;
    private const int PagesAhead = 4;

    /// <summary>The events from a version on, in pages.</summary>
    /// <exception cref="UnknownEventException">An event that this version cannot read; everything before it was given.</exception>
    internal static async IAsyncEnumerable<IReadOnlyList<Envelope>> PagesAsync(
        IStreamStore store, int fromVersion, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pages = Channel.CreateBounded<List<Envelope>>(new BoundedChannelOptions(PagesAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Task.Run(() => ReadAsync(store, fromVersion, limit, pages.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var page in pages.Reader.ReadAllAsync(cancellation))
            {
                yield return page;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private static async Task ReadAsync(IStreamStore store, int fromVersion, int limit, ChannelWriter<List<Envelope>> pages, CancellationToken cancellation)
    {
        List<Envelope> page = [];
        Exception? fault = null;
        try
        {
            await foreach (var stored in store.ReadStreamAsync(ClusterLog.Stream, fromVersion, limit: limit, cancellation: cancellation))
            {
                page.Add(ClusterLog.Decode(stored));
                if (page.Count == PageEvents)
                {
                    await pages.WriteAsync(page, cancellation);
                    page = new(PageEvents);
                }
            }
        }
        catch (Exception e)
        {
            // The caller gets it, after what was read before it.
            fault = e;
        }

        if (page.Count > 0 && !cancellation.IsCancellationRequested)
        {
            await pages.WriteAsync(page, CancellationToken.None).AsTask().WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        pages.Complete(fault);
    }
}
