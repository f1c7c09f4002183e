using System.Collections.Immutable;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;

namespace EventCluster.Domain.State;

/// <summary>What the events of the active role make of it.</summary>
public static class RoleEvolution
{
    internal static ClusterState Apply(ClusterState state, Envelope envelope) => envelope.Event switch
    {
        NodeActivated e => state with
        {
            Active = Assign(state, e, envelope),
            Epoch = Math.Max(state.Epoch, e.Epoch),
            Move = null,
            Blocked = null,
        },
        EpochReleased e when state.Active is { } active && active.Epoch == e.Epoch => Release(state, active, e, envelope),
        ServiceStarted e when state.Active is { } active && active.Epoch == e.Epoch => state with { Active = active with { Running = true }, Incident = null },
        LeaseConfirmed e when state.Active is { } active && active.Epoch == e.Epoch => state with { Active = active with { LeaseBound = e.Lease }, Blocked = null },
        SwitchoverStarted e => state with { Move = new(e.From, e.To, Forced: false, Confirmed: false, envelope.Metadata.At, envelope.Metadata.Reason, envelope.Metadata.CorrelationId) },
        FailoverForced e => state with { Move = new(e.From, e.To, Forced: true, e.ConfirmedFenced, envelope.Metadata.At, envelope.Metadata.Reason, envelope.Metadata.CorrelationId) },
        _ => state,
    };

    private static Assignment Assign(ClusterState state, NodeActivated activated, Envelope envelope)
    {
        var facts = state.Nodes.GetValueOrDefault(activated.Node)?.Facts;
        return new(
            activated.Node, activated.Epoch, facts?.Boot ?? Guid.Empty, facts?.Home ?? "", envelope.Metadata.At, activated.Cause,
            envelope.Metadata.CorrelationId, state.HighAvailability ? state.Timings.Lease : null, Running: false, Released: null)
        {
            Term = state.Scheduler?.Term, StopBound = facts?.StopBound ?? state.Timings.StopTimeout, LeaseSince = envelope.Version,
        };
    }

    private static ClusterState Release(ClusterState state, Assignment active, EpochReleased released, Envelope envelope)
    {
        var next = state with { Active = active with { Released = released.How, Running = false } };
        if (!IsFailure(released.How))
        {
            return next;
        }

        var failed = (state.Incident?.Failed ?? ImmutableSortedSet.Create<string>(StringComparer.Ordinal)).Add(released.Node);
        return next with
        {
            Incident = new(state.Incident?.Correlation ?? envelope.Metadata.CorrelationId, failed),
            Nodes = state.Nodes.TryGetValue(released.Node, out var node) ? state.Nodes.SetItem(released.Node, node with { LastFailed = envelope.Version }) : state.Nodes,
        };
    }

    /// <summary>Whether the node, or its service, failed; an orderly release is no failure.</summary>
    public static bool IsFailure(ReleaseProof how) => how is not (ReleaseProof.Ordered or ReleaseProof.Leaving);
}
