using EventCluster.Hosting.Waiting;

namespace EventCluster.NodeWorker.Link;

/// <summary>Open or closed. Who waits for it to open or to close is told; who opens or closes it does none of their work.</summary>
/// <param name="open">How it is at first.</param>
/// <param name="clock">Measures waiting.</param>
public sealed class Gate(bool open, TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private readonly News _changed = new(clock);
    private volatile bool _isOpen = open;

    /// <summary>How it is now.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Opens or closes it.</summary>
    public void Set(bool open)
    {
        if (_isOpen != open)
        {
            _isOpen = open;
            _changed.Tell();
        }
    }

    /// <summary>Waits until it is open, or until it is closed.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled first.</exception>
    public async Task WaitAsync(bool open, CancellationToken stop)
    {
        while (!await _changed.WaitAsync(() => _isOpen == open, LongestWait, stop))
        {
            // It has stayed as it is for long.
        }
    }
}
