using EventCluster.Contracts.Nodes;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>The newest heartbeat of a node, as this instance received it.</summary>
/// <param name="Heartbeat">What it said.</param>
/// <param name="ReceivedAt">When, on the monotonic clock.</param>
/// <param name="At">When, UTC, for people.</param>
/// <param name="Channel">How it came: <c>http</c>.</param>
public sealed record NodeSight(HeartbeatRequest Heartbeat, TimeSpan ReceivedAt, DateTime At, string Channel);
