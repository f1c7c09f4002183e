using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Http;
using EventCluster.ControlPlane.Instances;
using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Log;
using EventCluster.Hosting.Metrics;

namespace EventCluster.ControlPlane.Status;

/// <summary>The metrics of a control plane instance. Their names and state codes stand in <c>docs/metrics.md</c>.</summary>
internal sealed class ControlPlaneMetrics(
    ClusterLog log, TermHolder term, HeartbeatDesk desk, HeartbeatRecorder recorder, EventStreams streams, StatusReader reader, JobMetrics jobs, PassOnCounts passedOn, TimeProvider clock,
    InstanceBusMetrics? bus = null)
{
    /// <summary>All metrics, as Prometheus text.</summary>
    internal string Write()
    {
        PrometheusText text = new();
        text.Gauge("eventcluster_ready", "1 while the store is reachable and the projections are caught up.", log.CaughtUp ? 1 : 0)
            .Gauge("eventcluster_leader", "1 on the instance that holds the term.", term.IsActive ? 1 : 0)
            .Gauge("eventcluster_cluster_version", "Version of the cluster's history that this instance has folded, -1 for none.", log.State.Version)
            .Gauge("eventcluster_store_position", "Store position of that event, -1 for none.", log.Position)
            .Counter("eventcluster_heartbeats_answered_total", "Heartbeats answered by this instance.", desk.Answered)
            .Counter("eventcluster_heartbeats_dropped_total", "Heartbeats answered but not recorded.", recorder.Dropped)
            .Gauge("eventcluster_event_streams", "Open server-sent event streams.", streams.Open)
            .Gauge("eventcluster_process_working_set_bytes", "Memory of the process.", Environment.WorkingSet)
            .Counter("eventcluster_process_cpu_seconds_total", "Processor time of the process.", Environment.CpuUsage.TotalTime.TotalSeconds);
        text.Gauge("eventcluster_through_outage", "1 while the store is away and promises of the other instances let the active node's lease go on.", term.IsThroughOutage ? 1 : 0)
            .Counter("eventcluster_requests_passed_on_total", "Requests that the holder of the term answered for this instance.", passedOn.Answered)
            .Counter("eventcluster_requests_without_holder_total", "Requests for the holder of the term that it did not answer.", passedOn.Unanswered);
        foreach (var loss in Enum.GetValues<TermLoss>())
        {
            text.Counter("eventcluster_terms_lost_total", "Terms of this instance that ended, by how.", term.Losses(loss), ("reason", StatusProjection.Camel(loss)));
        }

        bus?.WriteTo(text);
        jobs.WriteTo(text);
        if (log.State.Version >= 0)
        {
            WriteCluster(text, reader.Now());
        }

        return text.ToString();
    }

    private void WriteCluster(PrometheusText text, ClusterStatus status)
    {
        text.Gauge("eventcluster_health", "Health of the cluster: 0 healthy, 1 degraded, 2 critical.", (int)status.Health.State)
            .Gauge("eventcluster_high_availability", "1 while automatic failover is on.", status.HighAvailability.Enabled ? 1 : 0)
            .Gauge("eventcluster_load_balancing", "1 while load balancing is on.", status.LoadBalancing.Enabled ? 1 : 0)
            .Gauge("eventcluster_paused", "1 while automatic decisions are suspended.", status.Pause is null ? 0 : 1)
            .Gauge("eventcluster_term", "Newest term of the scheduler.", status.Scheduler?.Term ?? 0)
            .Gauge("eventcluster_configuration_generation", "Newest configuration generation.", status.Configuration.Generation)
            .Gauge("eventcluster_active_epoch", "Newest epoch of the active role, 0 before the first.", status.Active?.Epoch ?? 0)
            .Gauge("eventcluster_active_lease_state", "Lease of the active role: 0 none, 1 held, 2 endless, 3 expiring, 4 unknown, 5 released.", LeaseState(status.Active))
            .Gauge("eventcluster_service_running", "1 while the active node reports a running service.", status.Active?.ServiceRunning == true ? 1 : 0);
        foreach (var severity in new[] { HealthState.Degraded, HealthState.Critical })
        {
            text.Gauge(
                "eventcluster_findings", "Findings of the health box by severity.", status.Health.Findings.Count(f => f.Severity == severity),
                ("severity", StatusProjection.Camel(severity)));
        }

        // One metric after the other: samples of one name must follow each other.
        Each(status, text, "eventcluster_node_state", "State of a node: 0 joining, 1 healthy, 2 suspect, 3 lost, 4 draining, 5 drained, 6 left.", n => (int)n.State);
        Each(status, text, "eventcluster_node_active", "1 for the node that holds the active role.", n => status.Active is { LeaseState: not "released" } a && a.Node == n.Name ? 1 : 0);
        Each(status, text, "eventcluster_node_eligible", "1 while the node may be given the active role.", n => n.Eligible ? 1 : 0);
        Each(status, text, "eventcluster_node_restart_pending", "1 while the node waits for a restart.", n => n.RestartPending ? 1 : 0);
        Each(status, text, "eventcluster_node_heartbeat_age_seconds", "Time since the newest heartbeat that this instance received, -1 for none.", n => HeartbeatAge(n.Name));
    }

    private static void Each(ClusterStatus status, PrometheusText text, string name, string help, Func<NodeStatus, double> value)
    {
        foreach (var node in status.Nodes)
        {
            text.Gauge(name, help, value(node), ("node", node.Name));
        }
    }

    private double HeartbeatAge(string node) =>
        desk.LastSeen(node) is { } sight ? Math.Round((clock.GetElapsedTime(0) - sight.ReceivedAt).TotalSeconds, 3) : -1;

    private static int LeaseState(ActiveStatus? active) => active?.LeaseState switch
    {
        null => 0,
        "held" => 1,
        "endless" => 2,
        "expiring" => 3,
        "released" => 5,
        _ => 4,
    };
}
