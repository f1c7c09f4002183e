using EventCluster.Contracts.Nodes;
using EventCluster.Hosting.Waiting;
using EventCluster.NodeWorker.Agent;
using EventCluster.NodeWorker.Checks;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Runs;
using EventCluster.NodeWorker.Settings;
using EventCluster.NodeWorker.State;
using EventCluster.Simulation.Tests.Bus;
using EventCluster.Simulation.Tests.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.Simulation.Tests.Nodes;

/// <summary>A worker's process: the product's own agent, its loops of heartbeats and of deadlines, over a simulated network and service.</summary>
internal sealed class WorkerProcess
{
    /// <summary>How long the service may go on after its end was ordered; the node tells it when it joins.</summary>
    internal static readonly TimeSpan StopBound = TimeSpan.FromMilliseconds(200);

    private readonly HeartbeatLoop _heartbeats;
    private readonly DeadlineLoop _deadlines;

    /// <summary>Starts it.</summary>
    internal WorkerProcess(NodeMachine machine, Guid boot, Scheduler scheduler, Dice dice, Func<WorkerProcess, TimeProvider, WorkerWays> connect)
    {
        Boot = boot;
        Process = new(scheduler, $"{machine.Name}'s worker");
        SimulatedClock clock = new(scheduler, machine.Clock, Process);
        RunHost runs = new(RunBook.Open(new Dictionary<string, ActionSettings>(), new RunMemory(0, [])), _ => null, clock, NullLogger<RunHost>.Instance);
        Host = new(
            new NodeAgent(boot), host => Service(machine, scheduler, dice, host), runs, _ => Task.Delay(dice.LongTailed(TimeSpan.FromMilliseconds(500)), clock), new CheckBoard(),
            _ => Changed?.Invoke(), WorkerState.Nothing, () => new Bell(clock), clock, NullLogger<AgentHost>.Instance);
        JoinRequest join = new(
            machine.Name, machine.Id, boot, $"{machine.Name}/{machine.Boots}", ["web", "service"], "product", "1.0", "1.0", $"http://{machine.Name}", "simulated", null, StopBound);
        var ways = connect(this, clock);
        (Http, Signals, Bus) = (ways.Http, ways.Signals, ways.Bus);
        _heartbeats = new(
            Bus is { } bus ? bus.Part.Link : Http, Host, join, reply => Bus?.Part.Joined(reply), clock, NullLogger<HeartbeatLoop>.Instance);
        SignalListener listener = new(Signals, () => Token, Host.HeartbeatWanted.Set, Bus?.Part.Link.WithoutBus ?? new(open: true, clock), clock);
        _deadlines = new(Host, clock);
        Process.Do(Host.Begin);
        Process.Start(_deadlines.RunAsync);
        Process.Start(_heartbeats.RunAsync);
        Process.Start(() => listener.RunAsync(CancellationToken.None));
        if (Bus is { } following)
        {
            Process.Start(() => following.Part.RunAsync(CancellationToken.None));
        }
    }

    /// <summary>The agent has taken something in.</summary>
    internal event Action? Changed;

    /// <summary>How it stands with the control plane.</summary>
    internal LinkStatus Status => _heartbeats.Status;

    /// <summary>Identity of the process.</summary>
    internal Guid Boot { get; }

    /// <summary>The process.</summary>
    internal SimulatedProcess Process { get; }

    /// <summary>The agent.</summary>
    internal AgentHost Host { get; }

    /// <summary>Its way over HTTP.</summary>
    internal SimulatedLink Http { get; }

    /// <summary>Its stream of signals.</summary>
    internal SimulatedSignals Signals { get; }

    /// <summary>Its part with a bus; null in a world that has none.</summary>
    internal NodeBus? Bus { get; }

    /// <summary>The token that its last join gave it; null before.</summary>
    internal string? Token => _heartbeats.Token;

    /// <summary>Completed when it sends no heartbeats any more.</summary>
    internal Task<LinkOutcome> Ended => _heartbeats.Ended;

    /// <summary>Stops in order.</summary>
    internal void Leave() => Process.Do(Host.Leave);

    private SimulatedService Service(NodeMachine machine, Scheduler scheduler, Dice dice, AgentHost host) => new(
        machine,
        (start, report) => new(scheduler, dice, machine, start.Run, start.Epoch, start.Deadline, StopBound, report),
        report => Process.Do(() => host.Reported(report)));
}

/// <summary>How a worker reaches the control plane.</summary>
internal sealed record WorkerWays(SimulatedLink Http, SimulatedSignals Signals, NodeBus? Bus);
