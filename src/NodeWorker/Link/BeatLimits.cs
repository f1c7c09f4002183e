using EventCluster.Bus;
using EventCluster.Contracts.Nodes;
using EventCluster.Domain.Leases;

namespace EventCluster.NodeWorker.Link;

/// <summary>What a heartbeat may take.</summary>
/// <param name="Whole">The longest it may take on all ways together: a late answer is worth nothing, and the next heartbeat must still come in time.</param>
/// <param name="Prompt">The longest wait on a way that has another one behind it.</param>
/// <param name="Worth">After this a heartbeat that nobody has read yet says nothing any more: the next one has been sent. One that waits longer would only keep others waiting.</param>
public readonly record struct BeatLimits(TimeSpan Whole, TimeSpan Prompt, TimeSpan Worth)
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestCall = TimeSpan.FromMilliseconds(50);

    /// <summary>The limits of a heartbeat that is sent now.</summary>
    /// <param name="desired">The newest desired state.</param>
    /// <param name="lease">What the node holds; only a third of what is left of it may be spent on the first way.</param>
    /// <param name="now">This instant.</param>
    public static BeatLimits For(DesiredState desired, NodeLease lease, TimeSpan now)
    {
        var interval = desired.HeartbeatInterval;
        var whole = Bound(Least(interval * 2, desired.Lease / 3));
        var prompt = Least(Least(interval / 2, whole / 2), (lease.ValidUntil - now) / 3);
        return new(whole, prompt > TimeSpan.Zero ? prompt : TimeSpan.Zero, Least(interval, BusMessage.LongestExpiry));
    }

    /// <summary>What is left of them for the last way.</summary>
    public BeatLimits After(TimeSpan spent) => this with { Whole = Bound(Whole - spent), Prompt = TimeSpan.Zero };

    private static TimeSpan Bound(TimeSpan limit) => limit < ShortestCall ? ShortestCall : limit > LongestCall ? LongestCall : limit;

    private static TimeSpan Least(TimeSpan a, TimeSpan? b) => b < a ? b.Value : a;
}
