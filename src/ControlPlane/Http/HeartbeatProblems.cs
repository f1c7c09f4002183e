using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Liveness;

namespace EventCluster.ControlPlane.Http;

/// <summary>Why a heartbeat is not answered with a desired state; the same however it came.</summary>
internal static class HeartbeatProblems
{
    internal static ProblemException Of(string node, HeartbeatResult result) => result switch
    {
        HeartbeatResult.Superseded superseded => new(ProblemCodes.NodeSuperseded, superseded.Why),
        HeartbeatResult.Unknown => new(ProblemCodes.NodeRemoved, $"The node {node} was removed from the cluster. Restart its worker with a join token to let it join again."),
        HeartbeatResult.NotLeader elsewhere => NotLeader(elsewhere.Leader),
        _ => throw new ArgumentException("It was answered.", nameof(result)),
    };

    internal static ProblemException NotLeader(string? leader) => new(
        ProblemCodes.NotLeader, leader is null ? "This instance does not hold the term, and nobody is known to." : $"This instance does not hold the term; the one at {leader} did last.");
}
