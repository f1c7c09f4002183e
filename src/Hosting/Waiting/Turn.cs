namespace EventCluster.Hosting.Waiting;

/// <summary>One at a time, in the order of asking. Unlike the framework's semaphore it measures waiting by a clock that it is given.</summary>
/// <param name="clock">Measures waiting.</param>
public sealed class Turn(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private bool _taken;

    /// <summary>Takes the turn; false when the time passed first.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled first.</exception>
    public async ValueTask<bool> TakeAsync(TimeSpan limit, CancellationToken cancellation)
    {
        LinkedListNode<TaskCompletionSource> mine;
        lock (_gate)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!_taken)
            {
                return _taken = true;
            }

            mine = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        try
        {
            await mine.Value.Task.WaitAsync(limit, clock, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return !Withdraw(mine);
        }
        catch (OperationCanceledException)
        {
            if (!Withdraw(mine))
            {
                Release();
            }

            throw;
        }
    }

    /// <summary>Gives the turn to who has waited longest.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (_waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                next.Value.SetResult();
            }
            else
            {
                _taken = false;
            }
        }
    }

    /// <summary>False when the turn had been given just before.</summary>
    private bool Withdraw(LinkedListNode<TaskCompletionSource> mine)
    {
        lock (_gate)
        {
            if (mine.List is null)
            {
                return false;
            }

            _waiting.Remove(mine);
            return true;
        }
    }
}
