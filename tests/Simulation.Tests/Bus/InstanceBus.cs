using EventCluster.Bus;
using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.StreamStore;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.Simulation.Tests.Bus;

/// <summary>An instance's part of the bus: the product's own relay, signals, consumers and watch over the broker, over a simulated transport.</summary>
internal sealed class InstanceBus
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private readonly BusLink _link;
    private readonly Relay _relay;

    /// <summary>Starts it in a process.</summary>
    /// <param name="process">The instance's process.</param>
    /// <param name="parts">What of the instance it works with.</param>
    /// <param name="world">The world's time and its broker.</param>
    /// <param name="dice">Draws ids.</param>
    /// <param name="stop">Ends it.</param>
    internal InstanceBus(SimulatedProcess process, InstanceParts parts, BrokerAccess world, Dice dice, CancellationToken stop)
    {
        var (log, term, desk, handler, store, settings, clock) = parts;
        _link = new(clock);
        HeartbeatConsumer heartbeats = new(desk, log, _link, dice.Id, clock, NullLogger<HeartbeatConsumer>.Instance);
        InstanceQueues queues = new(heartbeats, store, settings);
        Events = new(store, log);
        RelayPublisher publisher = new(log, store, _link, Events, NullLogger<RelayPublisher>.Instance);
        _relay = new(log, term, _link, publisher, new(store, dice.Id, settings, clock), clock, NullLogger<Relay>.Instance);
        Signals = new(desk, log, term, _link, settings, dice.Id, clock);
        Removal = new(log, term, _link, clock, NullLogger<QueueRemoval>.Instance);
        BrokerWatch watch = new(log, term, handler, _link, settings, dice.Id, clock, NullLogger<BrokerWatch>.Instance);
        process.Start(OpenAsync);
        process.Start(() => _relay.RunAsync(stop));
        process.Start(() => Signals.RunAsync(stop));
        process.Start(() => Removal.RunAsync(stop));
        process.Start(() => watch.RunAsync(stop));

        async Task OpenAsync()
        {
            while (log.State.Name.Length == 0)
            {
                await log.WaitForAsync(log.State.Version + 1, LongestWait, stop);
            }

            BusNames names = new(log.State.Name);
            BusParty self = new(BusRole.Instance, settings.Instance);
            _link.Use(new SimulatedBus(world.Scheduler, world.Broker, process, settings.Instance, self, queues.Of(names), clock, () => { }), names);
        }
    }

    /// <summary>The history as nodes read it over HTTP.</summary>
    internal BusEvents Events { get; }

    /// <summary>What it tells nodes at once.</summary>
    internal SignalSender Signals { get; }

    /// <summary>Deletes the queues of removed nodes.</summary>
    internal QueueRemoval Removal { get; }

    /// <summary>Whether it is connected with the broker.</summary>
    internal bool IsConnected => _link.Status.IsConnected;

    /// <summary>Publishes under way.</summary>
    internal int Outstanding => (_link.Bus as SimulatedBus)?.Outstanding ?? 0;

    /// <summary>Version through which it has relayed the history in its term; -1 before.</summary>
    internal int Relayed => _relay.Version;
}

/// <summary>What of an instance its part of the bus works with.</summary>
internal sealed record InstanceParts(
    ClusterLog Log, TermHolder Term, HeartbeatDesk Desk, CommandHandler Handler, IStreamStore Store, ControlPlaneSettings Settings, TimeProvider Clock);

/// <summary>How a party reaches the broker.</summary>
internal sealed record BrokerAccess(Scheduler Scheduler, Broker Broker);
