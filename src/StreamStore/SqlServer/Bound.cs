namespace EventCluster.StreamStore.SqlServer;

/// <summary>Ends a wait for the driver in time, even when a dead network keeps the driver itself waiting.</summary>
internal static class Bound
{
    /// <summary>Time that the driver has for its own clean end, after it was asked to stop.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>Does something within a limit. What is late is left to end by itself, and its outcome is dropped.</summary>
    /// <exception cref="StoreFault">It failed, or was late.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using CancellationTokenSource late = new(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        var task = work(stop.Token);
        try
        {
            return await task.WaitAsync(limit + Grace, time, cancellation).ConfigureAwait(false);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            Drop(task);
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception thrown) when (StoreFault.From(thrown) is { } fault)
        {
            Drop(task);
            throw late.IsCancellationRequested && fault.Kind == FaultKind.Other ? new StoreFault(FaultKind.Lost, fault.Message, thrown) : fault;
        }
    }

    private static void Drop(Task task) => _ = task.ContinueWith(
        static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
