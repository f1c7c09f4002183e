using EventCluster.Contracts.Jobs;
using EventCluster.Contracts.Nodes;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>What each node shall be, as it follows from the cluster.</summary>
internal static class DesiredStates
{
    /// <summary>The whole desired state of a node.</summary>
    internal static DesiredState For(ClusterState state, Node node, bool active, IReadOnlyList<RunOrder>? runs) => new(
        active ? NodeRole.Active : NodeRole.Standby, state.Epoch, active && state.HighAvailability ? state.Timings.Lease : null, Why(state, node, active),
        Web(state, node, active), state.Timings.HeartbeatInterval, state.Timings.StartTimeout, state.Timings.StopTimeout,
        state.Configuration.Generation, node.Restart, runs);

    /// <summary>The nodes whose desired state an event may have changed; null for all.</summary>
    internal static IReadOnlyList<string>? Concerned(Envelope envelope, ClusterState before) => envelope.Event switch
    {
        NodeActivated e => before.Active is { } last && !before.LoadBalancing ? [e.Node, last.Node] : [e.Node],
        SwitchoverStarted { From: { } from } => [from],
        FailoverForced { From: { } from } => [from],
        NodeDrainStarted e => [e.Node],
        NodeResumed e => [e.Node],
        NodeRemoved e => [e.Node],
        NodeRestartRequested e => [e.Node],
        ConfigurationChanged { Node: { } node } => [node],
        ConfigurationChanged or HighAvailabilityEnabled or HighAvailabilityDisabled or LoadBalancingEnabled or LoadBalancingDisabled => null,
        _ => [],
    };

    private static WebState Web(ClusterState state, Node node, bool active) =>
        node.Maintenance != Maintenance.None ? WebState.Draining
        : state.LoadBalancing || active ? WebState.Serve
        : WebState.Standby;

    private static string Why(ClusterState state, Node node, bool active) =>
        active ? $"{state.Active!.Cause}, epoch {state.Active.Epoch}"
        : state.Move?.From == node.Name ? (state.Move.Forced ? "A forced failover takes the role away." : "A switchover takes the role away.")
        : state.Holder is { } holder ? $"{holder.Node} is active, epoch {holder.Epoch}."
        : "No node is active.";
}
