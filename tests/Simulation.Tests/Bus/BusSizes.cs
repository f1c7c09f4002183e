using EventCluster.NodeWorker.Follow;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Bus;

/// <summary>How large everything is that the bus keeps, with the bound of each.</summary>
internal static class BusSizes
{
    /// <summary>Reads them; nothing in a world without a bus.</summary>
    internal static IEnumerable<(string What, int Size, int Bound)> Of(World world)
    {
        foreach (var queue in world.Broker?.Queues ?? [])
        {
            yield return ($"messages in {queue.Name}", queue.Waiting, queue.Bound);
        }

        foreach (var instance in world.Instances)
        {
            if (instance.Current?.Bus is { } bus)
            {
                yield return ($"publishes of {instance.Name}", bus.Outstanding, SimulatedBus.MostOutstanding);
            }
        }

        foreach (var node in world.Nodes)
        {
            if (node.Worker?.Bus is { } bus)
            {
                yield return ($"publishes of {node.Name}", bus.Outstanding, SimulatedBus.MostOutstanding);
                yield return ($"events that wait on {node.Name}", bus.Part.Follower.Counts.Waiting, ClusterFollower.MostWaiting);
            }
        }
    }
}
