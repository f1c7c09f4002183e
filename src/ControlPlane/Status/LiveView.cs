using EventCluster.ControlPlane.Liveness;

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
    Func<string, NodeSight?> Sight, Func<string, TimeSpan?> LeaseRemaining, string Instance, bool Acts, string? KeyFingerprint, string? Fault, BusView? Bus = null);
