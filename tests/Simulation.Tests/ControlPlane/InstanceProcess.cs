using EventCluster.Contracts.Nodes;
using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Commands;
using EventCluster.Domain.State;
using EventCluster.NodeWorker.Link;
using EventCluster.Simulation.Tests.Bus;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.StreamStore;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.Simulation.Tests.ControlPlane;

/// <summary>A control plane instance's process: the product's own history, command handler, terms, judge and desk, over a simulated store.</summary>
internal sealed class InstanceProcess
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Leadership _leadership;
    private Task _leading = Task.CompletedTask;
    private readonly HeartbeatDesk _desk;
    private readonly TimeProvider _clock;
    private readonly Dice _dice;
    private readonly string _name;

    /// <summary>Starts it.</summary>
    internal InstanceProcess(InstanceMachine machine, string profile, Scheduler scheduler, Dice dice, Func<TimeProvider, IStreamStore> open, AskForPromise ask, BrokerAccess? broker)
    {
        (_name, _dice) = (machine.Name, dice);
        Process = new(scheduler, machine.Name);
        SimulatedClock clock = new(scheduler, machine.Clock, Process);
        _clock = clock;
        ControlPlaneSettings settings = new() { Instance = machine.Name, Urls = [$"http://{machine.Name}"], DataDirectory = "", Store = new(""), Profile = profile };
        var store = Store = open(clock);
        Settings = settings;
        Log = new(store, clock, readAhead: false);
        Handler = new(Log, new(store, dice.Id, clock, machine.Name), clock);
        Term = new(clock);
        LeadershipStream stream = new(store, clock, dice.Id);
        RunLedger ledger = new(store, dice.Id, clock);
        TermScribe scribe = new(Log, settings, new SimulatedHome($"{machine.Name}/{machine.Boots}"));
        OutageKeeper outage = new(Term, scribe, ask, clock, NullLogger<OutageKeeper>.Instance);
        TermRecord record = new(Log, ledger, Handler, settings, dice.Id, clock, NullLogger<TermRecord>.Instance);
        Seeker = new(stream, Term, scribe, Log, clock, NullLogger<TermSeeker>.Instance);
        _leadership = new(Term, Seeker, new(stream, Term, scribe, record, outage, Log, clock, NullLogger<TermKeeper>.Instance), clock, NullLogger<Leadership>.Instance);
        JudgeBell bell = new(clock);
        HeartbeatRecorder recorder = new(store, new(store, clock), dice.Id, clock, NullLogger<HeartbeatRecorder>.Instance);
        _desk = new(Log, Term, recorder, new(ledger, clock), bell, settings, clock);
        Judge judge = new(Log, Handler, Term, _desk, bell, settings, dice.Id, clock, NullLogger<Judge>.Instance);
        LogTail tail = new(Log, store, clock, NullLogger<LogTail>.Instance);
        Bus = broker is null ? null : new(Process, new(Log, Term, _desk, Handler, store, settings, clock), broker, dice.Fork(), _stop.Token);
        Process.Start(() => tail.RunAsync(_stop.Token));
        Process.Start(() => judge.RunAsync(_stop.Token));
        Process.Start(() => _leading = _leadership.RunAsync(_stop.Token));
    }

    /// <summary>The process.</summary>
    internal SimulatedProcess Process { get; }

    /// <summary>The store as it reaches it.</summary>
    internal IStreamStore Store { get; }

    /// <summary>Its settings.</summary>
    internal ControlPlaneSettings Settings { get; }

    /// <summary>Its view of the history.</summary>
    internal ClusterLog Log { get; }

    /// <summary>Where its commands go.</summary>
    internal CommandHandler Handler { get; }

    /// <summary>Its part of the bus; null in a world that has none.</summary>
    internal InstanceBus? Bus { get; }

    /// <summary>Its term.</summary>
    internal TermHolder Term { get; }

    /// <summary>How it looks for terms.</summary>
    internal TermSeeker Seeker { get; }

    /// <summary>Tells nodes that they shall ask at once.</summary>
    internal SignalFeed Signals => _desk.Signals;

    /// <summary>Handles a person's command; null when its outcome is not known.</summary>
    internal async Task<CommandOutcome?> SendAsync(ClusterCommand command, Guid id, string actor, CommandOptions? options = null)
    {
        try
        {
            CommandContext context = new(id, id, actor, "a simulated reason", null, _clock.GetUtcNow().UtcDateTime);
            return await Handler.HandleAsync(command, context, options ?? CommandOptions.None, _stop.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>A worker joins. Like the endpoint, but its token is its own hash.</summary>
    internal async Task<LinkAnswer<JoinReply>?> JoinAsync(JoinRequest request, CancellationToken workerGone)
    {
        if (!Term.IsActive)
        {
            return new(LinkOutcome.Unavailable, null, "no term");
        }

        var token = $"{_dice.Id():N}";
        NodeFacts facts = new(
            request.Id, request.Boot, request.Home, true, true, request.Product, request.ProductVersion, request.WorkerVersion, request.Address, request.OperatingSystem, null, request.StopBound);
        if (await SendAsync(new JoinNode(request.Name, facts, token, null), _dice.Id(), $"node:{request.Name}", CommandOptions.None with { SenderGone = workerGone }) is not { } outcome)
        {
            return null;
        }

        var node = Log.State.Nodes.GetValueOrDefault(request.Name);
        return outcome.Refusal is { } refusal ? new(LinkOutcome.Refused, null, refusal.Why)
            : node?.TokenHash != token ? new(LinkOutcome.Unavailable, null, "another has joined")
            : new(LinkOutcome.Answered, new(node.Name, Log.State.Name, token, _desk.Answer(node, sequence: 0)), "");
    }

    /// <summary>A heartbeat.</summary>
    internal LinkAnswer<HeartbeatReply> Receive(string node, HeartbeatRequest heartbeat, string token)
    {
        if (Term.MayAnswer && Log.State.Nodes.GetValueOrDefault(node)?.TokenHash is { } hash && hash != token)
        {
            return new(LinkOutcome.Unauthorized, null, "the token is not known");
        }

        return _desk.Receive(node, heartbeat, "http") switch
        {
            HeartbeatResult.Answered answered => new(LinkOutcome.Answered, answered.Reply, ""),
            HeartbeatResult.Superseded superseded => new(LinkOutcome.Superseded, null, superseded.Why),
            HeartbeatResult.Unknown => new(LinkOutcome.Removed, null, "removed"),
            _ => new(LinkOutcome.Unavailable, null, "no term"),
        };
    }

    /// <summary>Stops in order.</summary>
    internal void Stop(Action stopped) => Process.Start(async () =>
    {
        _stop.Cancel();
        await _leading;
        await _leadership.GiveBackAsync(CancellationToken.None);
        stopped();
    });
}
