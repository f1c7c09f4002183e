namespace EventCluster.Domain.Leases;

/// <summary>A term as its holder sees it. It may act only while <see cref="Holds"/>.</summary>
/// <param name="Term">Number of the term.</param>
/// <param name="StartedAt">When its start was acknowledged, on the holder's monotonic clock.</param>
/// <param name="ValidUntil">When it ends unless renewed.</param>
public sealed record TermLease(long Term, TimeSpan StartedAt, TimeSpan ValidUntil)
{
    /// <summary>True while the holder may act. Checked right before each act.</summary>
    public bool Holds(TimeSpan now) => now < ValidUntil;

    /// <summary>The term just started. <paramref name="askedAt"/> was read before the append was sent.</summary>
    public static TermLease Start(long term, TimeSpan askedAt, TimeSpan lease, TimeSpan now) => new(term, now, askedAt + lease);

    /// <summary>
    /// A renewal is about to be asked for. A shorter lease counts from the asking, not from the answer: whoever reads the renewal
    /// relies on it, though the answer may be lost.
    /// </summary>
    public TermLease Ask(TimeSpan askedAt, TimeSpan lease) => askedAt + lease < ValidUntil ? this with { ValidUntil = askedAt + lease } : this;

    /// <summary>A renewal was acknowledged. <paramref name="askedAt"/> was read before the append was sent.</summary>
    public TermLease Renew(TimeSpan askedAt, TimeSpan lease) => this with { ValidUntil = askedAt + lease };
}
