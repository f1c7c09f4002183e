using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.Events;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Failover;

/// <summary>
/// The failover rules: what follows from what the holder of the term sees. Pure, and at rest when it has spoken: judging the result
/// of a judgement by the same view concludes nothing more.
/// </summary>
/// <remarks>The invariant: a new epoch is given only after the one before it is certainly over (<see cref="ReleaseRules"/>).</remarks>
public static class Judgement
{
    /// <summary>Draws every conclusion, in order: who is alive, whose role is over, who gets it.</summary>
    public static IReadOnlyList<DecidedEvent> Judge(ClusterState state, ClusterView view, CommandContext context)
    {
        var ledger = new Ledger(state, view, context);
        // The view may be older than the pause.
        if (state.Pause is { Until: { } until } && view.PauseOver && until <= context.Now)
        {
            ledger.Record(new AutomationResumed(ByTime: true));
        }

        foreach (var name in state.Nodes.Keys)
        {
            NodeRules.Apply(ledger, name);
        }

        ReleaseRules.Apply(ledger);
        AssignmentRules.Apply(ledger);
        foreach (var node in ledger.State.Nodes.Values)
        {
            if (node.Maintenance == Maintenance.Draining && ledger.State.Holder?.Node != node.Name)
            {
                ledger.Record(new NodeDrained(node.Name));
            }
        }

        return ledger.Events;
    }
}
