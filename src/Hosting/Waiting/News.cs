namespace EventCluster.Hosting.Waiting;

/// <summary>Wakes all who wait for something to change.</summary>
/// <param name="clock">Measures waiting.</param>
public sealed class News(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Waiter> _waiting = [];

    /// <summary>Wakes them.</summary>
    public void Tell()
    {
        lock (_gate)
        {
            foreach (var waiter in _waiting)
            {
                waiter.Tell();
            }

            _waiting.Clear();
        }
    }

    /// <summary>Waits until something holds, which is looked at now and after every <see cref="Tell"/>; false when the time passed first.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled first.</exception>
    public async ValueTask<bool> WaitAsync(Func<bool> holds, TimeSpan limit, CancellationToken cancellation)
    {
        var until = clock.Now() + limit;
        while (true)
        {
            Waiter mine = new();
            lock (_gate)
            {
                // Before looking: a change in between wakes this very waiter.
                _waiting.Add(mine);
            }

            try
            {
                if (holds())
                {
                    return true;
                }

                if (!await mine.WaitAsync(until - clock.Now(), clock, cancellation))
                {
                    return holds();
                }
            }
            finally
            {
                lock (_gate)
                {
                    _waiting.Remove(mine);
                }
            }
        }
    }
}
