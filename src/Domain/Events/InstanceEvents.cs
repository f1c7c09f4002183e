namespace EventCluster.Domain.Events;

/// <summary>A control plane instance became known, or serves elsewhere than before. Recorded once for each address, not at each start.</summary>
/// <param name="Instance">Its name, unique among those that share the store.</param>
/// <param name="Address">Where the other instances reach it.</param>
/// <param name="KeyFingerprint">Of its encryption key; null without one.</param>
public sealed record InstanceJoined(string Instance, string Address, string? KeyFingerprint) : ClusterEvent;

/// <summary>A control plane instance was stopped in order; it joins again when it starts.</summary>
/// <param name="Instance">Its name.</param>
public sealed record InstanceLeft(string Instance) : ClusterEvent;

/// <summary>A person removed a control plane instance that does not come back.</summary>
/// <param name="Instance">Its name.</param>
public sealed record InstanceRemoved(string Instance) : ClusterEvent;
