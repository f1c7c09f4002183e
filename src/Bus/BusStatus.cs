namespace EventCluster.Bus;

/// <summary>How it stands with the broker.</summary>
/// <param name="IsConnected">True while messages can be published and consumed.</param>
/// <param name="Broker">Host and port in use or tried last; never a password.</param>
/// <param name="Problem">Why it is away, for people; null while connected.</param>
/// <param name="Since">Since when, on the boot clock.</param>
public sealed record BusStatus(bool IsConnected, string Broker, string? Problem, TimeSpan Since);
