using EventCluster.ControlPlane.Liveness;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Status;

/// <summary>What this instance knows beyond the history. Absent when the past is shown.</summary>
/// <param name="Sight">The newest heartbeat of a node; null where this instance has none.</param>
/// <param name="LeaseRemaining">How long a node's lease goes on; null where this instance does not know.</param>
/// <param name="Instance">Name of this instance.</param>
/// <param name="Acts">This instance holds the term.</param>
/// <param name="KeyFingerprint">Of the control plane's encryption key; null without one.</param>
/// <param name="Fault">Why the history cannot be read; null while it can.</param>
/// <param name="Bus">How it stands with the message bus; null where none is set.</param>
internal sealed record LiveView(
    Func<string, NodeSight?> Sight, Func<string, TimeSpan?> LeaseRemaining, string Instance, bool Acts, string? KeyFingerprint, string? Fault, BusView? Bus = null)
{
    /// <summary>Other instances that do not answer this one, with what is known of them.</summary>
    internal IReadOnlyList<KeyValuePair<string, Instance>> Gone { get; init; } = [];

    /// <summary>What the newest check of the store found; null for nothing.</summary>
    internal string? StoreProblem { get; init; }

    /// <summary>The store is away, and only promises of the other instances let the active node's lease go on.</summary>
    internal bool IsThroughOutage { get; init; }

    /// <summary>Why an outage of the store would stop the service although it is to be held through; null where it would not.</summary>
    internal string? OutageNotCovered { get; init; }

    /// <summary>Nobody answers as the holder of the term, so nothing is shown but what the history says: the same on every instance.</summary>
    internal bool IsWithoutHolder { get; init; }

    /// <summary>What every instance knows while nobody answers as the holder of the term.</summary>
    internal static LiveView WithoutHolder(string instance, string? fingerprint, string? fault) =>
        new(_ => null, _ => null, instance, Acts: false, fingerprint, fault) { IsWithoutHolder = true };
}
