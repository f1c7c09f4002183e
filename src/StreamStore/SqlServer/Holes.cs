namespace EventCluster.StreamStore.SqlServer;

/// <summary>
/// Judges the holes in the positions of all streams. Our own writers leave one only where nothing will ever be: they have a lock from their first position
/// to their commit. Another program has none, so its position may still become visible behind a later one. A hole is passed once it is
/// older than any such append takes: because what follows it is that old, or because we have been looking at it for that long.
/// </summary>
/// <param name="wait">How long.</param>
internal sealed class Holes(TimeSpan wait)
{
    private const int WatchedMax = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<long, TimeSpan> firstSeen = [];

    /// <summary>How many events of a page may be given, oldest first.</summary>
    /// <param name="page">The events, by rising positions.</param>
    /// <param name="from">The position asked for.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="utcNow">Wall clock, against which events were stamped.</param>
    public int Passable(IReadOnlyList<StoredEvent> page, long from, TimeSpan now, DateTime utcNow)
    {
        if (wait == TimeSpan.Zero)
        {
            return page.Count;
        }

        var passable = -1;
        var next = Math.Max(from, 0);
        for (var i = 0; i < page.Count; i++)
        {
            // Every hole of the page is looked at, so that all of them grow old together.
            if (page[i].Position > next && !IsOld(next, page[i], now, utcNow) && passable < 0)
            {
                passable = i;
            }

            next = page[i].Position + 1;
        }

        return passable < 0 ? page.Count : passable;
    }

    private bool IsOld(long hole, StoredEvent behind, TimeSpan now, DateTime utcNow)
    {
        if (utcNow - behind.Created >= wait)
        {
            return true;
        }

        lock (gate)
        {
            if (firstSeen.Count >= WatchedMax)
            {
                firstSeen.Clear();
            }

            return firstSeen.TryAdd(hole, now) ? false : now - firstSeen[hole] >= wait;
        }
    }
}
