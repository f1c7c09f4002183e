namespace EventCluster.NodeWorker.Follow;

/// <summary>
/// Decides when a node reads the history over HTTP. Pure: time is an argument. Nodes find the same hole at the same time, so each waits for a share of its own
/// before it reads; and an event that was lost as the last of its scope is noticed only by the cluster's version, which rises with other nodes' events too and is looked at with patience.
/// </summary>
/// <param name="spread">The node's own share, from 0 up to 1.</param>
public sealed class FillRule(double spread)
{
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceOnBus = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PatienceWithoutBus = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private TimeSpan _notBefore = TimeSpan.MinValue;
    private TimeSpan _pause;
    private TimeSpan? _wantedSince;
    private TimeSpan? _behindSince;

    /// <summary>Whether to read now.</summary>
    /// <param name="isWanted">Something is, or may be, missing.</param>
    /// <param name="isBehind">The cluster is at a later version than the one up to which nothing is missing.</param>
    /// <param name="isOnBus">Events come over the bus.</param>
    /// <param name="now">This instant.</param>
    public bool IsDue(bool isWanted, bool isBehind, bool isOnBus, TimeSpan now)
    {
        _wantedSince = isWanted ? _wantedSince ?? now : null;
        _behindSince = isBehind ? _behindSince ?? now : null;
        var patience = isOnBus ? PatienceOnBus : PatienceWithoutBus;
        return now >= _notBefore && (now - _wantedSince >= Spread * spread || now - _behindSince >= patience * (1 + spread));
    }

    /// <summary>All was read.</summary>
    public void Succeeded(TimeSpan now)
    {
        (_pause, _wantedSince, _behindSince) = (TimeSpan.Zero, null, null);
        _notBefore = now + ShortestPause;
    }

    /// <summary>Reading failed: the next attempt comes later each time.</summary>
    public void Failed(TimeSpan now)
    {
        _pause = _pause == TimeSpan.Zero ? ShortestPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        _notBefore = now + _pause;
    }
}
