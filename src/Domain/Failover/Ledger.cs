using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Failover;

/// <summary>Collects the events of one judgement and folds each at once, so that a later rule sees what an earlier one concluded.</summary>
internal sealed class Ledger(ClusterState state, ClusterView view, CommandContext context)
{
    private readonly List<DecidedEvent> _events = [];
    private readonly ClusterState _before = state;

    /// <summary>The cluster with all that was concluded so far.</summary>
    internal ClusterState State { get; private set; } = state;

    /// <summary>What is seen.</summary>
    internal ClusterView View { get; } = view;

    /// <summary>The conclusions.</summary>
    internal IReadOnlyList<DecidedEvent> Events => _events;

    /// <summary>The newest heartbeat of the node's present boot; null when this term has not heard it.</summary>
    internal Sighting? Sighting(Node node) => View.Sightings.TryGetValue(node.Name, out var s) && s.Boot == node.Facts.Boot ? s : null;

    /// <summary>Correlation of the incident in which a node is, or was when this judgement began: its return does not make a new one of it.</summary>
    internal Guid? IncidentOf(string node) => State.Nodes.GetValueOrDefault(node)?.Incident ?? _before.Nodes.GetValueOrDefault(node)?.Incident;

    /// <summary>How long the node has been silent. One that has just joined was not, however old the term.</summary>
    internal TimeSpan Silence(Node node) => Sighting(node)?.Since ?? (View.Joins.TryGetValue(node.Name, out var joined) ? joined : View.TermAge);

    /// <summary>Records a conclusion.</summary>
    internal void Record(ClusterEvent e, Guid? correlation = null)
    {
        _events.Add(new(e, correlation));
        var metadata = new EventMetadata(
            context.Now, 1, context.Actor, context.Reason, context.Source, correlation ?? context.CorrelationId, context.CommandId, null, "", context.Term, "", "");
        State = Evolution.Evolve(State, new(State.Version + 1, 0, Guid.Empty, e, metadata));
    }
}
