using EventCluster.Domain.Deciding;

namespace EventCluster.ControlPlane.Commands;

/// <summary>Conditions of a command.</summary>
/// <param name="Fingerprint">Hash of its content, by which the same id with another content is found; null to skip that check.</param>
/// <param name="IfMatch">The version at which the cluster must stand; null for any.</param>
/// <param name="DryRun">Decide and answer, but append nothing.</param>
/// <param name="SenderGone">Cancelled when nobody waits for the outcome any more: what has not begun by then does not begin.</param>
public sealed record CommandOptions(string? Fingerprint = null, int? IfMatch = null, bool DryRun = false, CancellationToken SenderGone = default)
{
    /// <summary>No conditions.</summary>
    public static readonly CommandOptions None = new();
}

/// <summary>What a command did.</summary>
/// <param name="Version">Version of the cluster after it.</param>
/// <param name="Changed">Whether it has an effect.</param>
/// <param name="Events">Its events, by stored name and id.</param>
/// <param name="CorrelationId">Its correlation.</param>
/// <param name="Refusal">Set when it was refused.</param>
public sealed record CommandOutcome(int Version, bool Changed, IReadOnlyList<(string Type, Guid Id)> Events, Guid CorrelationId, Refused? Refusal);
