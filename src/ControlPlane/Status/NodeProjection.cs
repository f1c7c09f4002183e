using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Nodes;
using EventCluster.Domain.Failover;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Status;

/// <summary>One node as people see it.</summary>
internal static class NodeProjection
{
    /// <summary>The node.</summary>
    /// <param name="state">The cluster.</param>
    /// <param name="node">One of its nodes.</param>
    /// <param name="version">Product version of most; see <see cref="Candidates.ReferenceVersion"/>.</param>
    /// <param name="live">Null for the past.</param>
    internal static NodeStatus Of(ClusterState state, Node node, string? version, LiveView? live)
    {
        var facts = node.Facts;
        var sight = live?.Sight(node.Name);
        var why = Ineligible(state, node, version, live);
        PendingChange[] pending =
        [
            .. state.Configuration.Pending(node).Select(p => new PendingChange(
                p.Change.Change.Name, p.Change.Change.Old, p.Change.Change.New, p.Change.Generation, StatusProjection.Camel(p.Part))),
        ];
        return new(
            node.Name, facts.Id, Lifecycle(node), Roles(facts), facts.Product, facts.ProductVersion, facts.WorkerVersion, facts.Address, facts.OperatingSystem,
            sight?.At, sight?.Channel, state.Configuration.Priority(node.Name), why is null, why, pending.Length > 0 || node.Restart is not null, pending,
            sight?.Heartbeat.Boot == facts.Boot ? sight.Heartbeat.Checks : [.. node.Checks.Select(Check)]);
    }

    private static string? Ineligible(ClusterState state, Node node, string? version, LiveView? live) =>
        Candidates.Disqualify(state, node, version)?.Why
        ?? (live is not null && live.KeyFingerprint != node.Facts.KeyFingerprint ? $"{node.Name} has another encryption key than the control plane." : null);

    /// <summary>Maintenance shows while the node is well; a node that is not heard shows that first.</summary>
    private static NodeLifecycle Lifecycle(Node node) => node.Life switch
    {
        NodeLife.Joining => NodeLifecycle.Joining,
        NodeLife.Suspect => NodeLifecycle.Suspect,
        NodeLife.Lost => NodeLifecycle.Lost,
        NodeLife.Left => NodeLifecycle.Left,
        _ => node.Maintenance switch
        {
            Maintenance.Draining => NodeLifecycle.Draining,
            Maintenance.Drained => NodeLifecycle.Drained,
            _ => NodeLifecycle.Healthy,
        },
    };

    private static string[] Roles(NodeFacts facts) => (facts.Web, facts.Service) switch
    {
        (true, true) => ["web", "service"],
        (true, false) => ["web"],
        (false, true) => ["service"],
        _ => [],
    };

    private static CheckResult Check(NodeCheck check) => new(check.Name, check.Status switch
    {
        NodeCheckStatus.Passed => CheckStatus.Passed,
        NodeCheckStatus.Warning => CheckStatus.Warning,
        _ => CheckStatus.Failed,
    }, check.Message);
}
