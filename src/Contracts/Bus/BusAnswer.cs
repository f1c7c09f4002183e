using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;

namespace EventCluster.Contracts.Bus;

/// <summary>Answer to a heartbeat that came over the bus. Exactly one of <see cref="Reply"/> and <see cref="Problem"/> is there.</summary>
/// <param name="Boot">Of the heartbeat that it answers.</param>
/// <param name="Sequence">Of the heartbeat that it answers.</param>
/// <param name="Reply">The desired state.</param>
/// <param name="Problem">Why there is none; the same as over HTTP.</param>
public sealed record BusAnswer(Guid Boot, long Sequence, HeartbeatReply? Reply, Problem? Problem);
