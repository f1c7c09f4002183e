using EventCluster.Bus;

namespace EventCluster.BusBench;

/// <summary>The queue of a node, as the worker declares it.</summary>
internal static class NodeQueue
{
    private const int Bound = 2_000;

    public static BusQueue Of(BusNames names, string node) => new(
        names.Node(node),
        [
            new(BusExchange.Events, BusNames.ClusterKey), new(BusExchange.Events, BusNames.NodeKey(node)),
            new(BusExchange.Nodes, node), new(BusExchange.Nodes, BusNames.AllNodes),
        ],
        Bound, Concurrency: 1, _ => ValueTask.CompletedTask);
}
