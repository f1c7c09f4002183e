using System.Collections.Frozen;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Failover;

/// <summary>What the holder of the term sees and measures, on its own monotonic clock, at one instant.</summary>
/// <param name="TermAge">Time since this term began to act.</param>
/// <param name="Stalled">This process was itself held up, so silence proves nothing for a while.</param>
/// <param name="PauseOver">The time of a pause has passed.</param>
/// <param name="KeyFingerprint">Of the control plane's encryption key; null without one.</param>
/// <param name="Sightings">The newest heartbeat of each node heard in this term. A join is none.</param>
/// <param name="Grants">For each node that was given the active role or answered with it in this term: the epoch and the time since the later of both.</param>
/// <param name="Failures">For each node that failed while active, as far as this instance saw it: how often within <c>holdDown</c>, and the time since.</param>
public sealed record ClusterView(
    TimeSpan TermAge, bool Stalled, bool PauseOver, string? KeyFingerprint, IReadOnlyDictionary<string, Sighting> Sightings,
    IReadOnlyDictionary<string, Grant> Grants, IReadOnlyDictionary<string, FailureCount> Failures)
{
    /// <summary>For each node that joined in this term: the time since. It was not silent for longer.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Joins { get; init; } = FrozenDictionary<string, TimeSpan>.Empty;
}

/// <summary>The newest heartbeat of a node.</summary>
/// <param name="Boot">Of the worker's process.</param>
/// <param name="Since">Time since it arrived.</param>
/// <param name="Epoch">Epoch held, 0 for none.</param>
/// <param name="Released">Highest epoch let go by this boot, 0 for none.</param>
/// <param name="Proof">Why it let go.</param>
/// <param name="ReleaseReason">The same in words.</param>
/// <param name="Lease">Lease obeyed; null for a role without end or none.</param>
/// <param name="Running">Its service runs.</param>
/// <param name="WebGeneration">Configuration generation of its web part.</param>
/// <param name="ServiceGeneration">Configuration generation of its running service.</param>
/// <param name="RestartDone">Newest restart request carried out.</param>
/// <param name="Leaving">It stops.</param>
/// <param name="Checks">Its checks.</param>
/// <param name="ClusterVersion">Version of the cluster on which the newest answer that it has applied rests; -1 for none.</param>
public sealed record Sighting(
    Guid Boot, TimeSpan Since, long Epoch, long Released, ReleaseProof? Proof, string? ReleaseReason, TimeSpan? Lease, bool Running,
    int WebGeneration, int? ServiceGeneration, Guid? RestartDone, bool Leaving, IReadOnlyList<NodeCheck> Checks,
    int ClusterVersion = -1);

/// <summary>When the active role was last given or extended: by the decision, or by an answer.</summary>
public readonly record struct Grant(long Epoch, TimeSpan Since);

/// <summary>Failures of a node while it was active.</summary>
public readonly record struct FailureCount(int Count, TimeSpan Since);
