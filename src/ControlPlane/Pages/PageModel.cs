using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Jobs;

namespace EventCluster.ControlPlane.Pages;

/// <summary>Everything that the overview shows.</summary>
/// <param name="Status">The cluster.</param>
/// <param name="Jobs">Its jobs.</param>
/// <param name="History">The newest entries of the history, newest first.</param>
/// <param name="Name">Who is signed in.</param>
/// <param name="MayChange">Whether buttons are shown.</param>
/// <param name="FormField">Name of the field that proves that a form is ours.</param>
/// <param name="FormToken">Its value.</param>
/// <param name="Refusal">Why the last command was refused; null where none was.</param>
public sealed record PageModel(
    ClusterStatus Status, IReadOnlyList<JobView> Jobs, IReadOnlyList<AuditEntry> History, string Name, bool MayChange, string FormField, string FormToken, string? Refusal);
