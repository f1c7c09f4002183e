namespace EventCluster.ControlPlane.Status;

/// <summary>What an instance knows of its message bus.</summary>
/// <param name="Away">Why the broker is away; null while it is there, or has only just gone.</param>
/// <param name="OffBus">Nodes that send heartbeats over HTTP although the bus is there.</param>
/// <param name="ForeignKeys">Who is said to send messages that are sealed with another key.</param>
internal sealed record BusView(AwayBroker? Away, IReadOnlyList<string> OffBus, IReadOnlyList<string> ForeignKeys);

/// <summary>A broker that is away.</summary>
/// <param name="Why">Which, and what is wrong.</param>
/// <param name="Since">UTC, for people.</param>
internal sealed record AwayBroker(string Why, DateTime Since);
