using EventCluster.ControlPlane.Log;
using EventCluster.Hosting.Metrics;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>The metrics of jobs.</summary>
internal sealed class JobMetrics(ClusterLog log, RunLedger ledger, QuartzClock quartz)
{
    internal void WriteTo(PrometheusText text)
    {
        var book = ledger.Book;
        text.Gauge("eventcluster_jobs", "Jobs that are defined.", log.State.Jobs.Count)
            .Gauge("eventcluster_job_runs_in_flight", "Runs of jobs that have not ended.", book.InFlight.Values.Sum(runs => runs.Count))
            .Gauge("eventcluster_job_fire_times_missed", "Fire times that were missed, as far as runs are kept.", book.Jobs.Values.Sum(runs => runs.Missed))
            .Gauge("eventcluster_quartz_running", "1 while Quartz fires on this instance; at most one instance has 1.", quartz.IsRunning ? 1 : 0);
    }
}
