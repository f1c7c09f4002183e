using EventCluster.Contracts.Jobs;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting.Metrics;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Runs;

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

        Write(text, health.Runs);
        text.Gauge("eventcluster_node_channel", "Way on which the control plane last answered: 0 HTTP, 1 bus.", status.Channel == SwitchingLink.Bus ? 1 : 0);
        if (health.Bus is { } view)
        {
            Write(text, view);
        }

        return text.ToString();
    }

    private static void Write(PrometheusText text, BusView view)
    {
        view.Metrics?.WriteTo(text);
        var (follows, counts) = (view.Follows, view.Follows.Counts);
        text.Counter("eventcluster_node_channel_switches_total", "How often heartbeats have changed their way.", view.Bus.Switches)
            .Counter("eventcluster_bus_unusable_total", "Messages with a good seal that no instance sends to a node.", view.Bus.Unusable)
            .Gauge("eventcluster_node_followed_version", "Version of the last event applied, -1 for none.", follows.Cluster.Version, ("scope", "cluster"))
            .Gauge("eventcluster_node_followed_version", "", follows.Own.Version, ("scope", "own"))
            .Gauge("eventcluster_node_followed_through", "Version up to which nothing is missing, -1 for none.", follows.Through)
            .Gauge("eventcluster_node_events_applied", "Events applied since the first of the scope.", follows.Cluster.Applied, ("scope", "cluster"))
            .Gauge("eventcluster_node_events_applied", "", follows.Own.Applied, ("scope", "own"))
            .Gauge("eventcluster_node_events_waiting", "Events that wait for a hole to be filled.", counts.Waiting)
            .Counter("eventcluster_node_events_duplicate_total", "Events that came over the bus once more and were ignored.", counts.Duplicates)
            .Counter("eventcluster_node_events_holes_total", "How often an event came before one that it follows.", counts.Holes)
            .Counter("eventcluster_node_events_filled_total", "Events applied out of the history over HTTP.", counts.Filled)
            .Counter("eventcluster_node_follow_restarts_total", "How often another history was found and followed from its start.", counts.Restarts);
    }

    private static void Write(PrometheusText text, RunBook runs)
    {
        text.Gauge("eventcluster_node_runs", "Runs of jobs that go on.", runs.Entries.Count(e => e.IsRunning));
        foreach (var state in Enum.GetValues<RunState>().Where(s => s > RunState.Running))
        {
            text.Counter(
                "eventcluster_node_runs_total", "Runs of jobs that ended, or were not begun, by how.", runs.Ended.GetValueOrDefault(state),
                ("state", state.ToString().ToLowerInvariant()));
        }
    }

    private static int Web(string? refusal) => refusal switch
    {
        null => 0,
        "standby" => 1,
        "draining" => 2,
        _ => 3,
    };
}
