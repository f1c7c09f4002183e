namespace EventCluster.Contracts.Nodes;

/// <summary>Server-sent event of <c>GET /v1/nodes/{name}/signals</c>: the desired state may have changed, so send a heartbeat now.</summary>
/// <param name="ClusterVersion">Version of the cluster stream that caused it.</param>
public sealed record Signal(int ClusterVersion);
