using System.Collections.Concurrent;

namespace EventCluster.StreamStore.Sqlite;

/// <summary>
/// Group commit: one thread takes whatever waits, up to a bound, into one transaction. Nobody waits for company: a lone caller is
/// written at once, and those who come while the disk syncs share the next transaction.
/// </summary>
internal sealed class Writer
{
    /// <summary>Most rows of a shared transaction; a larger batch of one caller has one for itself.</summary>
    private const int GroupRowsMax = 10_000;

    private readonly ConcurrentQueue<WriteRequest> queue = new();
    private readonly ManualResetEventSlim wake = new(false, spinCount: 50);
    private readonly SemaphoreSlim places;
    private readonly WriterSession session;
    private readonly SqliteStoreOptions options;
    private readonly Action committed;
    private readonly List<WriteRequest> group = [];
    private readonly Thread thread;
    private volatile bool closing;

    /// <param name="session">What it writes through, and disposes at its end.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="committed">Called after each transaction, before its callers are answered.</param>
    public Writer(WriterSession session, SqliteStoreOptions options, Action committed)
    {
        (this.session, this.options, this.committed) = (session, options, committed);
        places = new SemaphoreSlim(options.QueuedAppendsMax);
        thread = new Thread(Work) { IsBackground = true, Name = "stream store writer" };
        thread.Start();
    }

    /// <summary>Queues a request and waits for its outcome.</summary>
    public async Task<T> WriteAsync<T>(WriteRequest<T> request, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(closing, typeof(SqliteStreamStore));
        if (!await places.WaitAsync(options.BusyTimeout, cancellation).ConfigureAwait(false))
        {
            throw new StoreUnavailableException(
                $"The store file '{options.Path}' is behind: {options.QueuedAppendsMax} appends wait already, and none was done within {options.BusyTimeout}. Try again later.");
        }

        queue.Enqueue(request);
        wake.Set();
        return await request.AnswerAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes what is queued, then ends. After the time limit the rest is told that the store closed.</summary>
    public async Task CloseAsync(TimeSpan limit)
    {
        closing = true;
        wake.Set();
        if (!await Task.Run(() => thread.Join(limit)).ConfigureAwait(false))
        {
            FailQueued();
        }
    }

    private void Work()
    {
        using (session)
        {
            while (!closing || !queue.IsEmpty)
            {
                wake.Wait();
                wake.Reset();
                while (queue.TryDequeue(out var first))
                {
                    WriteGroup(first);
                }
            }
        }

        FailQueued();
    }

    private void WriteGroup(WriteRequest first)
    {
        try
        {
            session.Begin();
            var rows = 0;
            var next = first;
            do
            {
                places.Release();
                if (next.TryTake())
                {
                    group.Add(next);
                    next.Write(session);
                    rows += next.Rows;
                }
            }
            while (queue.TryPeek(out var peeked) && rows + peeked.Rows <= GroupRowsMax && queue.TryDequeue(out next));
            session.Commit();
            committed();
            group.ForEach(request => request.Succeed());
        }
        catch (Exception error)
        {
            Abandon(first, error);
        }

        group.Clear();
    }

    /// <summary>Every caller of the failed transaction is told, and the next one starts afresh.</summary>
    private void Abandon(WriteRequest first, Exception error)
    {
        if (group.Count == 0 && first.TryTake())
        {
            places.Release();
            group.Add(first);
        }

        var told = error is SqliteFault fault ? fault.ForCaller(options.Path) : error;
        try
        {
            session.Abandon();
        }
        catch (SqliteFault)
        {
            // The next transaction fails likewise, and its callers are told why.
        }

        group.ForEach(request => request.Fail(told));
    }

    private void FailQueued()
    {
        while (queue.TryDequeue(out var request))
        {
            if (request.TryTake())
            {
                request.Fail(new StoreUnavailableException($"The store file '{options.Path}' was closed before this was written. Open it again and repeat."));
            }
        }
    }
}
