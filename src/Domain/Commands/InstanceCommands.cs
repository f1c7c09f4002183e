namespace EventCluster.Domain.Commands;

/// <summary>A control plane instance tells where it serves. Sent by itself.</summary>
/// <param name="Instance">Its name.</param>
/// <param name="Address">Where the other instances reach it.</param>
/// <param name="KeyFingerprint">Of its encryption key; null without one.</param>
public sealed record JoinInstance(string Instance, string Address, string? KeyFingerprint) : ClusterCommand;

/// <summary>A control plane instance is stopped in order. Sent by itself.</summary>
/// <param name="Instance">Its name.</param>
/// <param name="Address">Where it serves: it speaks for no other process of its name.</param>
public sealed record LeaveInstance(string Instance, string Address) : ClusterCommand;

/// <summary>Forgets a control plane instance that does not come back.</summary>
public sealed record RemoveInstance(string Instance) : ClusterCommand;
