using EventCluster.NodeWorker.Link;
using EventCluster.Simulation.Tests.Nodes;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>What must hold of the bus once the faults are over and everybody had time.</summary>
internal static class BusEnding
{
    /// <summary>Throws when something does not hold.</summary>
    internal static void Check(World world)
    {
        if (world.Broker is null)
        {
            return;
        }

        foreach (var instance in world.Instances)
        {
            var bus = instance.Current!.Bus!;
            if (!bus.IsConnected)
            {
                throw new BrokenException($"{instance.Name} has not come back to the broker, although the faults are long over.");
            }

            if (instance.IsActing && bus.Relayed < world.Healed)
            {
                throw new BrokenException($"{instance.Name} has relayed the history through version {bus.Relayed} only, and version {world.Healed} is long there.");
            }
        }

        foreach (var node in world.Nodes)
        {
            Check(world, node, node.Worker!);
        }
    }

    private static void Check(World world, NodeMachine node, WorkerProcess worker)
    {
        if (worker.Status is { IsJoined: true, Channel: not SwitchingLink.Bus } status)
        {
            throw new BrokenException($"{node.Name} sends its heartbeats over {status.Channel}, although the broker is long there again: {worker.Bus!.Part.Link.Problem}");
        }

        var bus = worker.Bus!;
        bus.Watch.Look();
        if (world.Findings.First is { } broken)
        {
            throw new BrokenException(broken);
        }

        var followed = bus.Part.Follower.Cluster;
        if (world.Followed.Missing(node.Name, followed, world.Healed) is { } missing)
        {
            throw new BrokenException($"{node.Name} has followed the history through version {followed.Through} and to {followed.Newest}, and version {missing} is long there: {bus.Part.Follower.Counts}");
        }
    }
}
