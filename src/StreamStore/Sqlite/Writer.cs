using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

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
    private readonly SemaphoreSlim wake = new(0);
    private readonly SemaphoreSlim places;
    private readonly WriterSession session;
    private readonly SqliteStoreOptions options;
    private readonly Action committed;
    private readonly List<WriteRequest> group = [];
    private readonly Thread thread;
    private volatile bool closing, ended;
    private int sleeping;

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
        Wake();
        if (ended)
        {
            FailQueued();
        }

        return await request.AnswerAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes what is queued, then ends. After the time limit the rest is told that the store closed.</summary>
    public async Task CloseAsync(TimeSpan limit)
    {
        closing = true;
        Wake();
        if (!await Task.Run(() => thread.Join(limit)).ConfigureAwait(false))
        {
            FailQueued();
        }
    }

    private void Work()
    {
        using (session)
        {
            while (true)
            {
                if (TryTake(int.MaxValue, out var first))
                {
                    WriteGroup(first);
                }
                else if (closing)
                {
                    break;
                }
                else
                {
                    AwaitWork();
                }
            }
        }

        ended = true;
        FailQueued();
    }

    /// <summary>Takes the next request whose caller still waits, unless it has too many rows.</summary>
    private bool TryTake(int rowsMax, [NotNullWhen(true)] out WriteRequest? request)
    {
        while (queue.TryPeek(out request) && request.Rows <= rowsMax && queue.TryDequeue(out request))
        {
            places.Release();
            if (request.TryTake())
            {
                return true;
            }
        }

        return false;
    }

    private void AwaitWork()
    {
        // Whoever enqueues looks at the flag afterwards, we at the queue after the flag: one of us sees the other.
        Interlocked.Exchange(ref sleeping, 1);
        if (!queue.IsEmpty || closing)
        {
            Wake();
        }

        wake.Wait();
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref sleeping, 0) == 1)
        {
            wake.Release();
        }
    }

    private void WriteGroup(WriteRequest first)
    {
        try
        {
            group.Add(first);
            session.Begin();
            first.Write(session);
            for (var rows = first.Rows; TryTake(GroupRowsMax - rows, out var next); rows += next.Rows)
            {
                group.Add(next);
                next.Write(session);
            }

            session.Commit();
            committed();
            group.ForEach(request => request.Succeed());
        }
        catch (Exception error)
        {
            Abandon(error is SqliteFault fault ? fault.ForCaller(options.Path) : error);
        }

        group.Clear();
    }

    /// <summary>Every caller of the failed transaction is told, and the next one starts afresh.</summary>
    private void Abandon(Exception error)
    {
        try
        {
            session.Abandon();
        }
        catch (SqliteFault)
        {
            // The next transaction fails likewise, and its callers are told why.
        }

        group.ForEach(request => request.Fail(error));
    }

    private void FailQueued()
    {
        while (TryTake(int.MaxValue, out var request))
        {
            request.Fail(new StoreUnavailableException($"The store file '{options.Path}' was closed before this was written. Open it again and repeat."));
        }
    }
}
