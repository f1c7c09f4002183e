namespace EventCluster.Hosting.Waiting;

/// <summary>A signal whose waiter is a thread: what it returns is always completed.</summary>
public sealed class BlockingSignal : ISignal, IDisposable
{
    private readonly AutoResetEvent _event = new(false);

    /// <inheritdoc/>
    public void Set() => _event.Set();

    /// <inheritdoc/>
    public ValueTask<bool> WaitAsync(TimeSpan limit) => ValueTask.FromResult(_event.WaitOne(TimerGrain.RoundUp(limit)));

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();
}
