namespace EventCluster.NodeWorker.Link;

/// <summary>How it stands with the control plane, for people and for health endpoints. Replaced as a whole.</summary>
/// <param name="IsJoined">The control plane has admitted this process.</param>
/// <param name="HeardAt">When it last answered, on the boot clock; null for never.</param>
/// <param name="ControlPlane">The instance in use.</param>
/// <param name="Channel">The way on which the last answer came.</param>
/// <param name="LastError">What went wrong since the last answer; null for nothing.</param>
/// <param name="Barred">Why this process is not part of the cluster any more; null while it is.</param>
public sealed record LinkStatus(bool IsJoined, TimeSpan? HeardAt, string ControlPlane, string Channel, string? LastError, string? Barred);
