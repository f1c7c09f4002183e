namespace EventCluster.Domain.State;

/// <summary>A control plane instance as the others know it.</summary>
/// <param name="Address">Where the other instances reach it.</param>
/// <param name="KeyFingerprint">Of its encryption key; null without one.</param>
/// <param name="Left">It was stopped in order.</param>
public sealed record Instance(string Address, string? KeyFingerprint, bool Left);
