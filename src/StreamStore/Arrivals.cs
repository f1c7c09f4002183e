namespace EventCluster.StreamStore;

/// <summary>Wakes those who wait for the next event.</summary>
/// <param name="time">Measures time-outs and the poll.</param>
internal sealed class Arrivals(TimeProvider time)
{
    private volatile TaskCompletionSource? next;

    /// <summary>Wakes all who wait now. Costs nothing while nobody does.</summary>
    public void Signal()
    {
        if (next is not null)
        {
            Interlocked.Exchange(ref next, null)?.TrySetResult();
        }
    }

    /// <summary>Waits until <paramref name="arrived"/> is true; asks at once, after each signal and after each <paramref name="poll"/>.</summary>
    /// <returns>False when the time-out passed first.</returns>
    public async Task<bool> WaitAsync(Func<CancellationToken, ValueTask<bool>> arrived, TimeSpan poll, TimeSpan timeout, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        var start = time.GetTimestamp();
        while (true)
        {
            // Taken before asking: an event that arrives between the question and the wait signals this very task.
            var signal = Next();
            if (await arrived(cancellation).ConfigureAwait(false))
            {
                return true;
            }

            var left = timeout - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            await PauseAsync(signal, left < poll ? left : poll, cancellation).ConfigureAwait(false);
        }
    }

    private async Task PauseAsync(Task signal, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await signal.WaitAsync(limit, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller asks again.
        }
    }

    private Task Next()
    {
        while (true)
        {
            var current = next;
            if (current is not null)
            {
                return current.Task;
            }

            var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref next, fresh, null) is null)
            {
                return fresh.Task;
            }
        }
    }
}
