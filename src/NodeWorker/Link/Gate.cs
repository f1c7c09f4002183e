namespace EventCluster.NodeWorker.Link;

/// <summary>Open or closed. Who waits for it to open, or works only while it is open, is told.</summary>
public sealed class Gate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _closing = new();

    /// <summary>A gate.</summary>
    public Gate(bool open)
    {
        if (open)
        {
            _opened.SetResult();
        }
        else
        {
            _closing.Cancel();
        }
    }

    /// <summary>Completed while it is open.</summary>
    public Task Opened
    {
        get
        {
            lock (_lock)
            {
                return _opened.Task;
            }
        }
    }

    /// <summary>Cancelled when it closes; while it is closed, cancelled already.</summary>
    public CancellationToken Closing
    {
        get
        {
            lock (_lock)
            {
                return _closing.Token;
            }
        }
    }

    /// <summary>Opens or closes it.</summary>
    public void Set(bool open)
    {
        lock (_lock)
        {
            if (open == _opened.Task.IsCompleted)
            {
                return;
            }

            if (open)
            {
                _closing = new();
                _opened.SetResult();
            }
            else
            {
                _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

                // The caller does not do the work of those who stop.
                _ = _closing.CancelAsync();
            }
        }
    }
}
