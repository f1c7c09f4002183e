namespace EventCluster.Domain.Leases;

/// <summary>When the decider may count a node as fenced that it can no longer hear.</summary>
/// <remarks>
/// The node's role ends, on its own clock, one lease after it sent the heartbeat whose answer extended it; that sending was earlier than the answer.
/// Its service may go on for the stop bound after that, and its clock, which measures both, may run slow by the drift allowance. A new term does not know what the
/// old one answered last, but knows that it answered nothing after the new term began.
/// </remarks>
public static class Fence
{
    /// <summary>Whether the node is certainly fenced.</summary>
    /// <param name="lease">The longest lease that the node may obey; null for a role without end, which never ends by time.</param>
    /// <param name="drift">Allowance for clock drift, a fraction from 0 to 0.2.</param>
    /// <param name="stopBound">The longest time its service goes on after its lease has ended.</param>
    /// <param name="sinceAnswered">Time since the last answer of this term that gave or extended the role; null when there was none.</param>
    /// <param name="termAge">Time since this term began to act.</param>
    public static bool IsCertain(TimeSpan? lease, double drift, TimeSpan stopBound, TimeSpan? sinceAnswered, TimeSpan termAge) =>
        lease is { } length && Elapsed(sinceAnswered, termAge) >= Wait(length, drift, stopBound);

    /// <summary>How long after the last answer the node is certainly fenced.</summary>
    public static TimeSpan Wait(TimeSpan lease, double drift, TimeSpan stopBound) => (lease + stopBound) * (1 + drift);

    private static TimeSpan Elapsed(TimeSpan? sinceAnswered, TimeSpan termAge) => sinceAnswered is { } since && since < termAge ? since : termAge;
}
