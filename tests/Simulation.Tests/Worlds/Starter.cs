using EventCluster.ControlPlane.Leadership;
using EventCluster.Simulation.Tests.Bus;
using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Nodes;
using EventCluster.Simulation.Tests.Store;

namespace EventCluster.Simulation.Tests.Worlds;

/// <summary>Starts processes on the machines of a world, and starts them again as an init system would.</summary>
internal sealed class Starter(World world, string profile, Dice dice)
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromSeconds(15);
    private readonly Dictionary<string, TimeSpan> _due = [];
    private bool _isCalm;

    private BrokerAccess? Broker => world.Broker is { } broker ? new(world.Scheduler, broker) : null;

    /// <summary>Starts everything, and watches over it.</summary>
    internal void StartAll()
    {
        foreach (var instance in world.Instances)
        {
            Start(instance);
        }

        foreach (var node in world.Nodes)
        {
            Start(node);
        }

        Tend();
    }

    /// <summary>The faults are over: what is dead is started, what stands still goes on.</summary>
    internal void Heal()
    {
        _isCalm = true;
        world.Network.Heal();
        world.Broker?.Heal();
        foreach (var instance in world.Instances)
        {
            instance.Store.Heal();
            instance.Current?.Process.Resume();
        }

        foreach (var node in world.Nodes)
        {
            node.Resume();
        }
    }

    /// <summary>What is dead comes back after a while; a machine that is off is off until then.</summary>
    private void Tend()
    {
        foreach (var instance in world.Instances)
        {
            if (instance.Current is { Process.IsAlive: false } && IsDue(instance.Name))
            {
                Start(instance);
            }
        }

        foreach (var node in world.Nodes)
        {
            if (node.Worker is { Process.IsAlive: true } worker && (worker.Ended.IsCompleted || worker.Host.MayExit.IsCompleted) && !node.IsPaused && worker.Process.Runs)
            {
                worker.Process.Kill();
                node.Service?.WorkerGone();
            }

            // A new worker first ends what one before it has left behind.
            if (node.Worker is { Process.IsAlive: false } && node.Service is not { IsOpen: true } && IsDue(node.Name))
            {
                Start(node);
            }
        }

        world.Scheduler.After(Round, Tend);
    }

    private bool IsDue(string name)
    {
        if (!_due.TryGetValue(name, out var due))
        {
            _due[name] = world.Scheduler.Now + (_isCalm ? TimeSpan.Zero : dice.Between(TimeSpan.Zero, LongestAbsence));
            return _isCalm;
        }

        return _isCalm || world.Scheduler.Now >= due;
    }

    private void Start(InstanceMachine machine)
    {
        _due.Remove(machine.Name);
        world.Chronicle.Note(world.Scheduler.Now, machine.Name, "starts");
        InstanceProcess process = new(
            machine, profile, world.Scheduler, dice.Fork(), clock => new StoreClient(world.Store, machine.Store, clock, world.Scheduler, dice.Fork()),
            (_, _, _, _, _, _) => Task.FromResult(new PromiseAnswer(false, "nobody is asked")), Broker);
        process.Signals.Raised += (nodes, _) => Signal(machine, nodes);
        world.Views.Watch(machine.Name, process.Log);
        machine.Current = process;
    }

    private void Start(NodeMachine machine)
    {
        _due.Remove(machine.Name);
        world.Chronicle.Note(world.Scheduler.Now, machine.Name, "worker starts");
        machine.Worker = new(
            machine, dice.Id(), world.Scheduler, dice.Fork(),
            (worker, clock) => Ways(machine, worker, clock));
        world.Believers.Watch(machine.Name, machine.Worker);
    }

    private WorkerWays Ways(NodeMachine machine, WorkerProcess worker, TimeProvider clock)
    {
        SimulatedLink http = new(machine.Name, worker, world.Instances, world.Network, clock);
        var bus = Broker is { } broker
            ? new NodeBus(machine, worker, http, new(machine.Name, worker, world.Instances, world.Network, clock), broker, new(world.Followed, world.Findings), dice.Fork(), clock)
            : null;
        return new(http, new(machine.Name, worker, http, world.Network, clock), bus);
    }

    /// <summary>A worker that holds a stream listens to the instance of it.</summary>
    private void Signal(InstanceMachine from, IReadOnlyList<string>? nodes)
    {
        foreach (var node in world.Nodes)
        {
            if (node.Worker is { } worker && worker.Signals.Of is { } process && process == from.Current && nodes?.Contains(node.Name) != false)
            {
                world.Network.Send(from.Name, node.Name, worker.Process, worker.Host.HeartbeatWanted.Set);
            }
        }
    }
}
