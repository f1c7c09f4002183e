using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.Events;
using EventCluster.Domain.Failover;
using EventCluster.Domain.History;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Tests.Scenarios;

/// <summary>A cluster whose history grows by events, commands and judgements; every event is folded as it will be when it is read back.</summary>
internal sealed class World
{
    private readonly List<Envelope> _history = [];
    private int _commands;

    internal ClusterState State { get; private set; } = ClusterState.Empty;

    internal IReadOnlyList<Envelope> History => _history;

    /// <summary>Correlation of the newest command or judgement.</summary>
    internal Guid Correlation => Some.Id($"correlation {_commands}");

    internal DateTime Now { get; set; } = Some.Time;

    /// <summary>A cluster in its first term, in which the nodes have joined and were heard; nobody is active.</summary>
    internal static World With(params string[] nodes)
    {
        var world = new World().Happened(new ClusterCreated("test", "balanced"), new SchedulerActivated(1, "cp-1", "http://cp-1", "there was no term before"));
        foreach (var node in nodes)
        {
            world.Joined(node);
        }

        return world;
    }

    /// <summary>The same, and the first node is active with epoch 1 and its service runs.</summary>
    internal static World Running(params string[] nodes) =>
        With(nodes).Happened(new NodeActivated(nodes[0], 1, ActivationCause.Initial, "first"), new ServiceStarted(nodes[0], 1));

    internal World Joined(string node, NodeFacts? facts = null) =>
        Happened(new NodeJoined(node, facts ?? Some.Facts(node), $"token of {node}"), new NodeRecovered(node, NodeLife.Joining));

    internal World Happened(params ClusterEvent[] events)
    {
        foreach (var e in events)
        {
            Append(new(e), Context(null));
        }

        return this;
    }

    /// <summary>Decides a command and appends what it accepts.</summary>
    internal Decision Do(ClusterCommand command)
    {
        _commands++;
        var context = Context(command is JudgeCluster ? State.Scheduler?.Term : null);
        var decision = Decider.Decide(State, command, context);
        foreach (var e in decision is Accepted accepted ? accepted.Events : [])
        {
            Append(e, context);
        }

        return decision;
    }

    /// <summary>Judges by a view, appends the conclusions, and insists that judging the result by the same view concludes nothing more.</summary>
    internal IReadOnlyList<ClusterEvent> Judge(View view)
    {
        var seen = view.Of(this);
        var concluded = Do(new JudgeCluster(seen)).ShouldBeOfType<Accepted>().Events.Select(e => e.Event).ToArray();
        Judgement.Judge(State, seen, Context(State.Scheduler?.Term)).Select(e => e.Event).Lines().ShouldBeEmpty("judging again by the same view");
        return concluded;
    }

    internal CommandContext Context(long? term) =>
        new(Some.Id($"command {_commands}"), Correlation, "token:admin", "because", "127.0.0.1", Now, term);

    private void Append(DecidedEvent decided, CommandContext context)
    {
        var metadata = new EventMetadata(
            context.Now, EventNames.Of(decided.Event).Schema, context.Actor, context.Reason, context.Source, decided.Correlation ?? context.CorrelationId,
            context.CommandId, null, "cp-1", context.Term, "", "");
        var envelope = new Envelope(State.Version + 1, State.Version + 1, Some.Id($"event {State.Version + 1}"), decided.Event, metadata);
        State = Evolution.Evolve(State, envelope);
        _history.Add(envelope);
    }
}
