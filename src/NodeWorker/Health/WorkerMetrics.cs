using EventCluster.Contracts.Nodes;
using EventCluster.Hosting.Metrics;

namespace EventCluster.NodeWorker.Health;

/// <summary><c>GET /metrics</c>. The numbers of states are the values of the wire enums and never change.</summary>
public static class WorkerMetrics
{
    /// <summary>The text.</summary>
    public static string Write(WorkerHealth health)
    {
        var status = health.Status;
        var text = new PrometheusText()
            .Gauge("eventcluster_node_role", "Role by the node's own clock: 0 standby, 1 active.", (int)status.Role)
            .Gauge("eventcluster_node_epoch", "Epoch held, 0 for none.", status.Epoch)
            .Gauge("eventcluster_node_service_state", "Service: 0 stopped, 1 starting, 2 running, 3 stopping.", (int)status.ServiceState)
            .Gauge("eventcluster_node_web_state", "Web traffic: 0 serve, 1 standby, 2 draining, 3 unhealthy.", Web(health.WebRefusal))
            .Gauge("eventcluster_node_joined", "1 when the control plane has admitted the process.", status.Joined ? 1 : 0)
            .Gauge("eventcluster_node_configuration_generation", "Newest configuration generation known, -1 for none.", status.ConfigurationGeneration ?? -1)
            .Gauge(
                "eventcluster_node_lease_remaining_seconds", "Time until the role ends unless it is extended, +Inf for a role without end, 0 without a role.",
                status.LeaseRemaining?.TotalSeconds ?? (status.Role == NodeRole.Active ? double.PositiveInfinity : 0))
            .Gauge(
                "eventcluster_node_control_plane_heard_seconds", "Time since the control plane last answered, +Inf for never.",
                status.SinceHeard?.TotalSeconds ?? double.PositiveInfinity);
        foreach (var check in status.Checks)
        {
            text.Gauge("eventcluster_node_check", "Result of a check: 0 passed, 1 warning, 2 failed.", (int)check.Status, ("name", check.Name));
        }

        return text.ToString();
    }

    private static int Web(string? refusal) => refusal switch
    {
        null => 0,
        "standby" => 1,
        "draining" => 2,
        _ => 3,
    };
}
