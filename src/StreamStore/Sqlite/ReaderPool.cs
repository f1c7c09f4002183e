using System.Collections.Concurrent;

namespace EventCluster.StreamStore.Sqlite;

/// <summary>A bounded number of readers, lent for one page or question at a time, so that a slow consumer holds none of them.</summary>
internal sealed class ReaderPool(SqliteStoreOptions options, string path)
{
    private readonly SemaphoreSlim places = new(options.ReadConnectionsMax);
    private readonly ConcurrentBag<Reader> idle = [];
    private volatile bool closed;

    /// <summary>Asks something of a reader.</summary>
    public async ValueTask<TAnswer> AskAsync<TQuestion, TAnswer>(
        Func<Reader, TQuestion, TAnswer> ask, TQuestion question, CancellationToken cancellation)
    {
        if (!await places.WaitAsync(options.BusyTimeout, cancellation).ConfigureAwait(false))
        {
            throw new StoreUnavailableException(
                $"All {options.ReadConnectionsMax} read connections to '{path}' were in use for {options.BusyTimeout}. Try again later.");
        }

        try
        {
            ObjectDisposedException.ThrowIf(closed, typeof(SqliteStreamStore));
            return Ask(ask, question);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>Closes the connections as they come back, waiting at most the busy time-out for those in use.</summary>
    public async Task CloseAsync()
    {
        closed = true;
        var taken = 0;
        while (taken < options.ReadConnectionsMax && await places.WaitAsync(options.BusyTimeout).ConfigureAwait(false))
        {
            taken++;
        }

        while (idle.TryTake(out var reader))
        {
            reader.Dispose();
        }

        places.Release(taken);
    }

    private TAnswer Ask<TQuestion, TAnswer>(Func<Reader, TQuestion, TAnswer> ask, TQuestion question)
    {
        Reader? reader = null;
        try
        {
            reader = idle.TryTake(out var free) ? free : new Reader(Connection.Open(path, options.BusyTimeout));
            var answer = ask(reader, question);
            GiveBack(reader);
            reader = null;
            return answer;
        }
        catch (SqliteFault fault)
        {
            throw fault.ForCaller(path);
        }
        finally
        {
            // Only one that failed is still here: its connection may be in any state.
            reader?.Dispose();
        }
    }

    private void GiveBack(Reader reader)
    {
        if (closed)
        {
            reader.Dispose();
        }
        else
        {
            idle.Add(reader);
        }
    }
}
