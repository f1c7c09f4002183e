namespace EventCluster.Domain.Leases;

/// <summary>
/// What a node may believe about its own role. The invariant: while <see cref="Holds"/> is true, no later epoch has been given to anyone,
/// provided that clocks drift by less than the allowance.
/// Instants are durations since any origin on the node's own monotonic clock; only they are compared.
/// </summary>
/// <param name="Epoch">The epoch held, 0 for none.</param>
/// <param name="Lease">Length of the lease obeyed; null for a role without end, or without a role.</param>
/// <param name="ValidUntil">When the role ends by itself; null for never, or without a role.</param>
/// <param name="LetGo">The highest epoch let go or declined; neither it nor an older one is ever taken up.</param>
/// <param name="Applied">Sequence of the newest heartbeat whose answer was applied; older answers are ignored.</param>
/// <param name="Barrier">Only answers to heartbeats after this sequence count: it was the newest one sent at the last change of role.</param>
/// <param name="ClusterVersion">
/// Version of the cluster on which the newest applied answer rests, -1 for none. Every heartbeat reports it, and answers that rest on an older
/// one are ignored: so whoever reads it knows that no older lease can be taken up any more, however late its answer arrives.
/// </param>
public sealed record NodeLease(long Epoch, TimeSpan? Lease, TimeSpan? ValidUntil, long LetGo, long Applied, long Barrier, int ClusterVersion = -1)
{
    /// <summary>A node that has just started holds nothing, however recently it was active.</summary>
    public static readonly NodeLease Nothing = new(0, null, null, 0, 0, 0);

    /// <summary>True while the node may run the service.</summary>
    public bool Holds(TimeSpan now) => Epoch > 0 && (ValidUntil is not { } end || now < end);

    /// <summary>True when a role was held whose lease has run out: the service must be stopped, without asking.</summary>
    public bool HasExpired(TimeSpan now) => Epoch > 0 && ValidUntil is { } end && now >= end;

    /// <summary>Applies an answer. <paramref name="sentAt"/> is the instant read before the heartbeat was sent.</summary>
    /// <param name="sequence">Of the heartbeat that is answered.</param>
    /// <param name="sentAt">When that heartbeat was sent.</param>
    /// <param name="newestSent">Sequence of the newest heartbeat sent by now.</param>
    /// <param name="active">Whether the answer gives the role.</param>
    /// <param name="epoch">Epoch in the answer: the one given, or the newest of the cluster.</param>
    /// <param name="lease">Lease in the answer; null for a role without end.</param>
    /// <param name="now">This instant.</param>
    /// <param name="clusterVersion">Version of the cluster on which the answer rests.</param>
    public (NodeLease Next, LeaseChange Change) Answer(
        long sequence, TimeSpan sentAt, long newestSent, bool active, long epoch, TimeSpan? lease, TimeSpan now, int clusterVersion)
    {
        if (sequence <= Applied || sequence <= Barrier || clusterVersion < ClusterVersion)
        {
            return (this, LeaseChange.None);
        }

        var seen = this with { Applied = sequence, ClusterVersion = clusterVersion };
        if (Epoch > 0)
        {
            // Another epoch, or none, means that this one is over. The next one is taken up only after this one is reported as released.
            // What has run out is never revived: the decider may have counted this node as fenced while the answer was on its way.
            return active && epoch == Epoch && !HasExpired(now)
                ? (seen with { Lease = lease, ValidUntil = sentAt + lease }, LeaseChange.Extended)
                : (seen, LeaseChange.MustRelease);
        }

        if (!active)
        {
            // Told to stand by, it declines whatever was given until then, for good: so a role that it never heard of can be taken from it.
            return (seen with { LetGo = Math.Max(LetGo, epoch) }, LeaseChange.None);
        }

        if (epoch <= LetGo || (lease is { } length && now >= sentAt + length))
        {
            return (seen, LeaseChange.None);
        }

        return (seen with { Epoch = epoch, Lease = lease, ValidUntil = sentAt + lease, Barrier = newestSent }, LeaseChange.Granted);
    }

    /// <summary>Lets the role go once the service is certainly stopped.</summary>
    /// <param name="newestSent">Sequence of the newest heartbeat sent by now.</param>
    public NodeLease Release(long newestSent) =>
        Epoch == 0 ? this : this with { Epoch = 0, Lease = null, ValidUntil = null, LetGo = Math.Max(LetGo, Epoch), Barrier = newestSent };
}

/// <summary>What an answer means to the node.</summary>
public enum LeaseChange
{
    /// <summary>Nothing new.</summary>
    None,

    /// <summary>The role was given: start the service.</summary>
    Granted,

    /// <summary>The role goes on.</summary>
    Extended,

    /// <summary>The role is over: stop the service, then release.</summary>
    MustRelease,
}
