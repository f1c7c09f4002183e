namespace EventCluster.Hosting.Waiting;

/// <summary>One at a time, in the order of asking, but for those who go first. Unlike the framework's semaphore it measures waiting by a clock that it is given.</summary>
/// <param name="clock">Measures waiting.</param>
public sealed class Turn(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private bool _taken;

    /// <summary>Takes the turn; false when the time passed first.</summary>
    /// <param name="limit">How long to wait at most.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="first">Before all who wait. Not for those of whom there may be many.</param>
    /// <exception cref="OperationCanceledException">It was cancelled first.</exception>
    public async ValueTask<bool> TakeAsync(TimeSpan limit, CancellationToken cancellation, bool first = false)
    {
        Waiter mine;
        lock (_gate)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!_taken)
            {
                return _taken = true;
            }

            mine = new();
            if (first)
            {
                _waiting.AddFirst(mine);
            }
            else
            {
                _waiting.AddLast(mine);
            }
        }

        var isMine = false;
        try
        {
            return isMine = await mine.WaitAsync(limit, clock, cancellation);
        }
        finally
        {
            if (!isMine)
            {
                lock (_gate)
                {
                    _waiting.Remove(mine);
                }
            }
        }
    }

    /// <summary>Gives the turn to who has waited longest.</summary>
    public void Release()
    {
        lock (_gate)
        {
            while (_waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                if (next.Value.Tell())
                {
                    return;
                }
            }

            _taken = false;
        }
    }
}
