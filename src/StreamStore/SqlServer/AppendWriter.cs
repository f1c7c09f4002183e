using System.Threading.Channels;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>Group commit: whatever waits when the last transaction has ended goes into the next one. Nobody waits for company.</summary>
internal sealed class AppendWriter : IAsyncDisposable
{
    private readonly Channel<AppendRequest> queue;
    private readonly GroupCommit commit;
    private readonly SqlServerStoreOptions options;
    private readonly string place;
    private readonly List<AppendRequest> waiting = [];
    private readonly Task work;

    /// <param name="commit">Writes a group.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="place">Server and database, for people.</param>
    public AppendWriter(GroupCommit commit, SqlServerStoreOptions options, string place)
    {
        (this.commit, this.options, this.place) = (commit, options, place);
        queue = Channel.CreateBounded<AppendRequest>(new BoundedChannelOptions(options.QueuedAppendsMax) { SingleReader = true });
        work = Task.Run(WorkAsync);
    }

    /// <summary>Queues a batch and waits for its outcome.</summary>
    public async Task<AppendResult> WriteAsync(AppendRequest request, CancellationToken cancellation)
    {
        if (!queue.Writer.TryWrite(request))
        {
            await WaitForPlaceAsync(request, cancellation).ConfigureAwait(false);
        }

        return await request.AnswerAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes what is queued, then ends. After the time limit the rest is told that the store closed.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        var limit = options.RetryLimit + options.CommandTimeout;
        await Task.WhenAny(work, Task.Delay(limit, options.Time)).ConfigureAwait(false);
        while (queue.Reader.TryRead(out var request))
        {
            request.Fail(new StoreUnavailableException($"The store in the database {place} was closed before this was written. Open it again and repeat."));
        }
    }

    private async Task WaitForPlaceAsync(AppendRequest request, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(options.RetryLimit, options.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            await queue.Writer.WriteAsync(request, stop.Token).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqlServerStreamStore));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new StoreUnavailableException(
                $"The database {place} is behind: {options.QueuedAppendsMax} appends wait already, and none was done within {options.RetryLimit}. Try again later.");
        }
    }

    private async Task WorkAsync()
    {
        while (waiting.Count > 0 || await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (waiting.Count < Gathering.RequestsMax && queue.Reader.TryRead(out var request))
            {
                waiting.Add(request);
            }

            await commit.RunAsync(Gathering.Take(waiting)).ConfigureAwait(false);
        }
    }
}
