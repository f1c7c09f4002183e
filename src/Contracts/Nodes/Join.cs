namespace EventCluster.Contracts.Nodes;

/// <summary>What a worker says of itself when its process starts: <c>POST /v1/nodes</c>, with a join token.</summary>
/// <param name="Name">Lower-case letters, digits, '-' and '.', 1 to 63.</param>
/// <param name="Id">Identity of the installation, kept in its data directory.</param>
/// <param name="Boot">Identity of this process; a new one at every start.</param>
/// <param name="Home">Identity of the running kernel and of the locked data directory. Two boots of one home cannot overlap,
/// so a new one proves that the older is dead. Of two homes nothing is known.</param>
/// <param name="Roles">Any of <c>web</c> and <c>service</c>.</param>
/// <param name="Product">Name of the product it serves.</param>
/// <param name="ProductVersion">Version of the product installed there.</param>
/// <param name="WorkerVersion">Version of the worker.</param>
/// <param name="Address">Base address of its health endpoints.</param>
/// <param name="OperatingSystem">For people.</param>
/// <param name="KeyFingerprint">Keyed fingerprint of its encryption key, null without one. Never the key.</param>
/// <param name="StopBound">The longest time its service goes on after its lease has ended.</param>
/// <param name="Actions">Names of the actions that its own configuration lets jobs use; null for none.</param>
public sealed record JoinRequest(
    string Name, Guid Id, Guid Boot, string Home, IReadOnlyList<string> Roles, string Product, string ProductVersion, string WorkerVersion,
    string Address, string OperatingSystem, string? KeyFingerprint, TimeSpan StopBound, IReadOnlyList<string>? Actions = null);

/// <summary>Answer to a join.</summary>
/// <param name="Node">Name under which the node is known.</param>
/// <param name="Cluster">Name of the cluster.</param>
/// <param name="Token">Bearer token for the node's own heartbeats; shown once, only its hash is kept.</param>
/// <param name="Reply">The desired state, as an answer to heartbeat 0.</param>
public sealed record JoinReply(string Node, string Cluster, string Token, HeartbeatReply Reply);
