using EventCluster.Bus;
using EventCluster.Hosting.Waiting;
using EventCluster.NodeWorker;
using EventCluster.NodeWorker.Follow;
using EventCluster.Simulation.Tests.Invariants;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.Simulation.Tests.Bus;

/// <summary>A worker's part with a bus: the product's own switching of ways, inbox and follower, over a simulated transport.</summary>
internal sealed class NodeBus
{
    private SimulatedBus? _bus;

    /// <summary>Puts it together; what was followed before is on the machine's disk.</summary>
    internal NodeBus(NodeMachine machine, WorkerProcess worker, SimulatedLink http, SimulatedPages pages, BrokerAccess world, FollowRule rule, Dice dice, TimeProvider clock)
    {
        SimulatedBus Connect(string cluster, BusQueue queue) => _bus = new(
            world.Scheduler, world.Broker, worker.Process, machine.Name, new(BusRole.Node, machine.Name), [queue], clock, Look);
        pages.Given = () => worker.Process.Do(Look);
        BusEdges edges = new(Connect, pages, file => machine.Followed = file, new Bell(clock), dice.Id);
        var known = machine.Followed ?? new("", machine.Name, FollowedCluster.Nothing);
        Part = new(known, dice.Share(), http, worker.Host, edges, clock, NullLoggerFactory.Instance);
        Watch = new(rule, machine.Name, Part.Follower);
        void Look() => Watch!.Look();
    }

    /// <summary>The product's part.</summary>
    internal BusPart Part { get; }

    /// <summary>Looks at what it follows.</summary>
    internal FollowWatch Watch { get; }

    /// <summary>Publishes under way.</summary>
    internal int Outstanding => _bus?.Outstanding ?? 0;
}
