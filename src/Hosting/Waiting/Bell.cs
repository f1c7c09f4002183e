namespace EventCluster.Hosting.Waiting;

/// <summary>A signal on which no thread waits. Rung while nobody waits it goes on ringing until somebody does.</summary>
/// <param name="clock">Measures waiting.</param>
public class Bell(TimeProvider clock) : ISignal
{
    private readonly Lock _gate = new();
    private Waiter? _waiting;
    private bool _rings;

    /// <summary>Rings.</summary>
    public void Ring()
    {
        lock (_gate)
        {
            _rings = _waiting?.Tell() != true;
            _waiting = null;
        }
    }

    /// <summary>Waits for the bell, one at a time; false when the time passed first.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled first.</exception>
    public async ValueTask<bool> WaitAsync(TimeSpan longest, CancellationToken cancellation)
    {
        Waiter mine;
        lock (_gate)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_rings)
            {
                _rings = false;
                return true;
            }

            _waiting = mine = new();
        }

        return await mine.WaitAsync(longest, clock, cancellation);
    }

    /// <inheritdoc/>
    public void Set() => Ring();

    /// <inheritdoc/>
    public ValueTask<bool> WaitAsync(TimeSpan limit) => WaitAsync(limit, CancellationToken.None);
}
