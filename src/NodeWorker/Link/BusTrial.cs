namespace EventCluster.NodeWorker.Link;

/// <summary>
/// Decides whether a heartbeat tries the bus first. A bus that is connected but on which nobody answers would cost half an interval of every heartbeat, so
/// after each failure it is left alone for a while that grows, up to <see cref="LongestPause"/>; a new connection is tried at once. Pure: time is an argument.
/// </summary>
public sealed class BusTrial
{
    /// <summary>After the first failure.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <summary>Short enough to be back on the bus within ten seconds, with a heartbeat's interval between.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private TimeSpan? _connectedSince;
    private TimeSpan _pause;
    private TimeSpan _notBefore;

    /// <summary>The bus is connected, and the last heartbeat on it was answered there.</summary>
    public bool Serves { get; private set; }

    /// <summary>Whether the next heartbeat goes over the bus.</summary>
    /// <param name="connectedSince">Since when the bus is connected; null while it is away.</param>
    /// <param name="now">This instant.</param>
    public bool IsDue(TimeSpan? connectedSince, TimeSpan now)
    {
        if (connectedSince != _connectedSince)
        {
            (_connectedSince, Serves) = (connectedSince, false);
            Hope();
        }

        return connectedSince is not null && now >= _notBefore;
    }

    /// <summary>A heartbeat was answered on the bus.</summary>
    public void Answered()
    {
        Serves = true;
        Hope();
    }

    /// <summary>A heartbeat was not answered on the bus in time, or not usefully.</summary>
    public void Failed(TimeSpan now)
    {
        Serves = false;
        _pause = _pause == TimeSpan.Zero ? ShortestPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        _notBefore = now + _pause;
    }

    /// <summary>The other way has failed too: whatever the bus did before, the next heartbeat tries it.</summary>
    public void Hope() => (_pause, _notBefore) = (TimeSpan.Zero, TimeSpan.MinValue);
}
