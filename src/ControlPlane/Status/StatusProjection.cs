using System.Text.Json;
using EventCluster.Contracts.Cluster;
using EventCluster.Domain.Failover;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Status;

/// <summary>The cluster as people see it. Pure: the same state, view and time give the same status.</summary>
internal static class StatusProjection
{
    /// <summary>The status.</summary>
    /// <param name="state">The cluster, now or in the past.</param>
    /// <param name="position">Store position of the state's last event.</param>
    /// <param name="at">UTC time for which it is shown.</param>
    /// <param name="live">Null for the past.</param>
    internal static ClusterStatus Of(ClusterState state, long position, DateTime at, LiveView? live)
    {
        var version = Candidates.ReferenceVersion(state);
        NodeStatus[] nodes = [.. state.Nodes.Values.Select(node => NodeProjection.Of(state, node, version, live))];
        var findings = Findings.Of(state, nodes, live);
        var health = findings.Count == 0 ? HealthState.Healthy : findings.Max(f => f.Severity) == HealthState.Critical ? HealthState.Critical : HealthState.Degraded;
        return new(
            state.Name, state.Version, position, at, new(health, findings), new(state.HighAvailability), new(state.LoadBalancing),
            state.Pause is { } pause ? new(pause.Until, pause.Reason, pause.Actor) : null,
            state.Active is { } active ? Active(state, active, live) : null,
            state.Move is { } move ? new(move.From, move.To, move.Since, move.Reason) : null,
            state.Scheduler is { } s ? new(s.Instance, s.Term, s.Since) : null, new(state.Configuration.Generation), nodes);
    }

    /// <summary>An enum as the wire names it.</summary>
    internal static string Camel<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static ActiveStatus Active(ClusterState state, Assignment active, LiveView? live)
    {
        // What a node reported before it fell silent is not claimed any longer.
        var heard = state.HolderNode?.Life is NodeLife.Healthy or NodeLife.Suspect;
        return new(active.Node, active.Epoch, active.Since, Camel(active.Cause), LeaseState(active, live), active.Running && heard);
    }

    private static string LeaseState(Assignment active, LiveView? live)
    {
        if (active.Released is not null)
        {
            return "released";
        }

        if (active.LeaseBound is not { } lease)
        {
            return "endless";
        }

        // A heartbeat comes at least three times a lease, so less than half of it left means that some are missing.
        return live?.LeaseRemaining(active.Node) is not { } remaining ? "unknown" : remaining < lease / 2 ? "expiring" : "held";
    }
}
