namespace EventCluster.Domain.Leases;

/// <summary>What a control plane instance that does not hold the term knows of it: where the leadership stream ends, and since when, by its own clock.</summary>
/// <param name="Head">Version of the newest leadership event seen, -1 for none.</param>
/// <param name="SeenAt">When that head was first seen, on the watcher's monotonic clock.</param>
/// <param name="Term">The newest term seen.</param>
/// <param name="Lease">Lease that its holder declared in that event; zero when the term is over.</param>
public sealed record TermWatch(int Head, TimeSpan SeenAt, long Term, TimeSpan Lease)
{
    /// <summary>Nothing was ever written: the first to append wins, at once.</summary>
    public static readonly TermWatch Empty = new(-1, TimeSpan.Zero, 0, TimeSpan.Zero);

    /// <summary>Notes the head of the stream; only a new head moves <see cref="SeenAt"/>.</summary>
    public TermWatch See(int head, long term, TimeSpan lease, TimeSpan now) => head == Head ? this : new(head, now, term, lease);

    /// <summary>True when the holder has certainly stopped acting: it has not moved the head for its lease and the drift allowance.</summary>
    public bool MayTakeOver(TimeSpan now, double drift) => now - SeenAt >= Lease * (1 + drift) || Lease == TimeSpan.Zero;
}
