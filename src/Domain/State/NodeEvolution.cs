using EventCluster.Domain.Events;
using EventCluster.Domain.History;

namespace EventCluster.Domain.State;

/// <summary>What the events of a node make of it.</summary>
internal static class NodeEvolution
{
    internal static ClusterState Apply(ClusterState state, Envelope envelope) => envelope.Event switch
    {
        NodeJoined e => Join(state, e.Node, new()
        {
            Name = e.Node, Facts = e.Facts, TokenHash = e.TokenHash, WebGeneration = state.Configuration.Generation,
        }),
        NodeRestarted e => state.Nodes.TryGetValue(e.Node, out var node)
            ? Join(state, e.Node, node with
            {
                Facts = e.Facts, TokenHash = e.TokenHash, Life = NodeLife.Joining, WebGeneration = state.Configuration.Generation, ServiceGeneration = null,
                Restart = null,
            })
            : state,
        NodeLeft e => Change(state, e.Node, n => n with { Life = NodeLife.Left, ServiceGeneration = null }),
        NodeRemoved e => Remove(state, e.Node),
        NodeSuspected e => Change(state, e.Node, n => n with { Life = NodeLife.Suspect, Incident = n.Incident ?? envelope.Metadata.CorrelationId }),
        NodeLost e => Change(state, e.Node, n => n with { Life = NodeLife.Lost, Incident = n.Incident ?? envelope.Metadata.CorrelationId }),
        NodeRecovered e => Change(state, e.Node, n => n with { Life = NodeLife.Healthy, Incident = null }) with
        {
            Blocked = state.Active?.Node == e.Node && state.Active.Released is null ? null : state.Blocked,
        },
        NodeChecksChanged e => Change(state, e.Node, n => n with { Checks = e.Checks }),
        NodeDrainStarted e => Change(state, e.Node, n => n with { Maintenance = Maintenance.Draining }),
        NodeDrained e => Change(state, e.Node, n => n with { Maintenance = Maintenance.Drained }),
        NodeResumed e => Change(state, e.Node, n => n with { Maintenance = Maintenance.None }),
        NodeRestartRequested e => Change(state, e.Node, n => n with { Restart = e.Request }),
        NodeRestartCompleted e => Change(state, e.Node, n => n with { Restart = n.Restart == e.Request ? null : n.Restart }),
        NodeConfigurationApplied e => Change(state, e.Node, n => n with { WebGeneration = e.Web, ServiceGeneration = e.Service }),
        _ => state,
    };

    private static ClusterState Join(ClusterState state, string name, Node node) =>
        state with { Nodes = state.Nodes.SetItem(name, node), RefusedJoins = state.RefusedJoins.Remove(name) };

    private static ClusterState Remove(ClusterState state, string name) => state.Nodes.TryGetValue(name, out var node)
        ? state with
        {
            Nodes = state.Nodes.Remove(name),
            RemovedTokens = state.RemovedTokens.SetItem(node.TokenHash, name),
            Configuration = state.Configuration.Without(name),
        }
        : state;

    private static ClusterState Change(ClusterState state, string name, Func<Node, Node> change) =>
        state.Nodes.TryGetValue(name, out var node) ? state with { Nodes = state.Nodes.SetItem(name, change(node)) } : state;
}
