using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Nodes;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Status;

/// <summary>Everything that a person should know, the worst first, each with what to do about it.</summary>
internal static class Findings
{
    internal static IReadOnlyList<Finding> Of(ClusterState state, IReadOnlyList<NodeStatus> nodes, LiveView? live)
    {
        IEnumerable<Finding> all = [.. OfControlPlane(state, live), .. BusFindings.Of(state, live), .. OfService(state), .. OfSwitches(state), .. nodes.SelectMany(n => OfNode(n, state)), .. OfAll(state, nodes)];
        return [.. all.OrderByDescending(f => f.Severity)];
    }

    private static IEnumerable<Finding> OfControlPlane(ClusterState state, LiveView? live)
    {
        if (live?.Fault is { } fault)
        {
            yield return new("historyUnreadable", HealthState.Critical, null, $"{fault} What is shown is as old as that.", "Mend the store, or use the version of EventCluster that wrote it; then it goes on by itself.");
        }

        if (live?.StoreProblem is { } problem)
        {
            yield return new("storeCheckFailed", HealthState.Critical, null, problem, "GET /v1/audit/verify tells it anew; when it is mended, POST /v1/jobs/store-check/run.");
        }

        foreach (var finding in InstanceFindings.Of(live))
        {
            yield return finding;
        }

        if (live is { IsThroughOutage: false } && (live.IsWithoutHolder || state.Scheduler is null || (live is { Acts: false } && state.Scheduler.Instance == live.Instance)))
        {
            yield return new("noScheduler", HealthState.Degraded, null, "No control plane instance decides now, so nothing is done automatically. Heartbeats, checks and the lease are shown as the history has them.", "Wait for one lease of the scheduler; if it stays so, read this instance's log.");
        }
    }

    private static IEnumerable<Finding> OfService(ClusterState state)
    {
        if (state.Nodes.IsEmpty)
        {
            yield return new("noNodes", HealthState.Critical, null, "No node has joined, so nothing runs the service.", "Start a node worker with a join token.");
            yield break;
        }

        if (state.Holder is null)
        {
            var last = state.Active is { } a ? $" {a.Node} was active last, with epoch {a.Epoch}." : "";
            yield return new("noActiveNode", HealthState.Critical, null, $"No node runs the service.{last}", NextStep(state));
        }
        else if (state.Nodes.GetValueOrDefault(state.Holder.Node)?.Life is NodeLife.Lost or NodeLife.Left or null)
        {
            yield return new("activeNodeLost", HealthState.Critical, state.Holder.Node, $"{state.Holder.Node} has the active role with epoch {state.Holder.Epoch}, but is not there any more.", NextStep(state));
        }
        else if (!state.Holder.Running)
        {
            yield return new("serviceNotRunning", HealthState.Critical, state.Holder.Node, $"{state.Holder.Node} has the active role with epoch {state.Holder.Epoch}, but has not reported a running service yet.", "Wait for startTimeout; if it stays so, read the log of its worker and of the service.");
        }

        if (state.Blocked is { } blocked)
        {
            var reasons = string.Join(" ", blocked.PassedOver.Select(p => p.Why).Distinct(StringComparer.Ordinal).Where(why => why != blocked.Why));
            yield return new("failoverBlocked", HealthState.Critical, null, reasons.Length > 0 ? $"{blocked.Why} {reasons}" : blocked.Why, "Mend one of the reasons named here, or move the role by hand: POST /v1/cluster/failover.");
        }

        if (state is { HighAvailability: true, Holder: { } holder } && holder.LeaseBound != state.Timings.Lease)
        {
            yield return new(
                "leaseNotConfirmed", HealthState.Degraded, holder.Node,
                holder.LeaseBound is null
                    ? $"{holder.Node} has not confirmed a lease yet, so it cannot be replaced by time alone."
                    : $"{holder.Node} has not confirmed the lease of {state.Timings.Lease:c} yet; until it does, {holder.LeaseBound:c} counts.",
                "It confirms with its next heartbeat; if it stays so, look at the node.");
        }
    }

    private static string NextStep(ClusterState state) =>
        !state.HighAvailability ? "High availability is off: enable it, or move the role by hand."
        : state.Pause is not null ? "Automatic decisions are paused: resume them, or move the role by hand."
        : "A node is given the role by itself as soon as that is certain to be safe and one qualifies.";

    private static IEnumerable<Finding> OfSwitches(ClusterState state)
    {
        if (!state.HighAvailability)
        {
            yield return new("highAvailabilityOff", HealthState.Degraded, null, "Automatic failover is off: a failed active node stays unreplaced.", "POST /v1/cluster/ha/enable");
        }

        if (state.Pause is { } pause)
        {
            var until = pause.Until is { } end ? $" until {end:yyyy-MM-dd HH:mm:ss} UTC" : "";
            var why = pause.Reason is { } reason ? $": {reason}" : "";
            yield return new("paused", HealthState.Degraded, null, $"Automatic decisions are suspended{until} by {pause.Actor}{why}.", "POST /v1/cluster/resume");
        }
    }

    private static IEnumerable<Finding> OfNode(NodeStatus node, ClusterState state)
    {
        var (code, message, remedy) = node.State switch
        {
            NodeLifecycle.Suspect => ("nodeSuspect", $"{node.Name} was not heard in time.", "Look at its machine and network."),
            NodeLifecycle.Lost => ("nodeLost", $"{node.Name} is lost: it was not heard for longer than {state.Timings.LostAfter:c}.", "Start its worker again, or remove the node."),
            NodeLifecycle.Left => ("nodeLeft", $"{node.Name} has left: its worker was stopped.", "Start its worker again, or remove the node."),
            _ => ("", "", ""),
        };
        if (code.Length > 0)
        {
            yield return new(code, HealthState.Degraded, node.Name, message, remedy);
        }

        foreach (var check in node.Checks.Where(c => c.Status == CheckStatus.Failed))
        {
            yield return new("checkFailed", HealthState.Degraded, node.Name, $"{node.Name} fails the check {check.Name}: {check.Message}", "Mend what the check names; it is repeated by itself.");
        }

        if (node.RestartPending)
        {
            var what = node.PendingChanges.Count > 0 ? $" for {string.Join(", ", node.PendingChanges.Select(c => c.Name).Distinct(StringComparer.Ordinal))}" : "";
            yield return new("restartPending", HealthState.Degraded, node.Name, $"{node.Name} waits for a restart{what}.", $"POST /v1/nodes/{node.Name}/restart");
        }
    }

    private static IEnumerable<Finding> OfAll(ClusterState state, IReadOnlyList<NodeStatus> nodes)
    {
        foreach (var (name, code) in state.RefusedJoins.SelectMany(r => r.Value.Split(' ').Select(code => (r.Key, code))))
        {
            yield return code == "keyMismatch"
                ? new(code, HealthState.Degraded, name, $"{name} wants to join, but its encryption key is not the control plane's.", "Set the same EncryptionKey on every machine, then start its worker again.")
                : new("joinRefused", HealthState.Degraded, name, $"A worker wants to join as {name} and is refused ({code}).", "The history says why: GET /v1/audit?type=CommandRefused");
        }

        if (nodes.Count(n => n.Eligible) == 1 && nodes.Count > 0)
        {
            var only = nodes.First(n => n.Eligible).Name;
            yield return new("singleCandidate", HealthState.Degraded, only, $"{only} is the only node that can run the service: if it fails, nothing takes over.", "Add a node, or mend the others.");
        }

        foreach (var node in nodes.Where(n => n.IneligibleBecause?.EndsWith("has another encryption key than the control plane.", StringComparison.Ordinal) == true))
        {
            yield return new("keyMismatch", HealthState.Degraded, node.Name, node.IneligibleBecause!, "Set the same EncryptionKey on every machine.");
        }

        foreach (var (what, versions) in new[]
        {
            ("product", nodes.Select(n => n.ProductVersion)), ("worker", nodes.Select(n => n.WorkerVersion)),
        })
        {
            string[] distinct = [.. versions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            if (distinct.Length > 1)
            {
                yield return new("mixedVersions", HealthState.Degraded, null, $"The nodes have different {what} versions: {string.Join(", ", distinct)}.", "Bring all nodes to the same version.");
            }
        }
    }
}
