using EventCluster.Contracts.Nodes;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>The newest heartbeat of a node, as this instance received it.</summary>
/// <param name="Heartbeat">What it said.</param>
/// <param name="ReceivedAt">When, on the monotonic clock.</param>
/// <param name="At">When, UTC, for people.</param>
/// <param name="Channel">How it came: <see cref="Http"/> or <see cref="Bus"/>.</param>
/// <param name="ChannelSince">Since when its heartbeats come that way, on the monotonic clock.</param>
public sealed record NodeSight(HeartbeatRequest Heartbeat, TimeSpan ReceivedAt, DateTime At, string Channel, TimeSpan ChannelSince)
{
    /// <summary>It came as a request.</summary>
    public const string Http = "http";

    /// <summary>It came over the message bus.</summary>
    public const string Bus = "bus";
}
