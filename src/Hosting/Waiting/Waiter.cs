namespace EventCluster.Hosting.Waiting;

/// <summary>One who waits until told, or until a time has passed. Who tells never does the waiter's work.</summary>
internal sealed class Waiter
{
    private static readonly TimerCallback GiveUp = static end => ((TaskCompletionSource<bool>)end!).TrySetResult(false);
    private static readonly Action<object?> GiveUpWaiting = static end => GiveUp(end);

    // Awaited directly: what the framework puts around a task to bound the waiting comes back on a thread of its own choice.
    private readonly TaskCompletionSource<bool> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tells; false when it waits no more.</summary>
    internal bool Tell() => _end.TrySetResult(true);

    /// <summary>Waits; false when the time passed first.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled first.</exception>
    internal async ValueTask<bool> WaitAsync(TimeSpan limit, TimeProvider clock, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var timer = clock.CreateTimer(GiveUp, _end, TimerGrain.RoundUp(limit), Timeout.InfiniteTimeSpan);
        using var cancelled = cancellation.UnsafeRegister(GiveUpWaiting, _end);
        var told = await _end.Task;
        if (!told)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return told;
    }
}
