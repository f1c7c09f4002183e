using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Status;
using EventCluster.Domain.Jobs;
using EventCluster.Hosting.Metrics;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>The metrics of jobs.</summary>
internal sealed class JobMetrics(ClusterLog log, RunLedger ledger, QuartzClock quartz, JobCounters counters)
{
    private static readonly RunStatus[] Outcomes =
        [RunStatus.Succeeded, RunStatus.Failed, RunStatus.TimedOut, RunStatus.Cancelled, RunStatus.Refused, RunStatus.Lost, RunStatus.Skipped];

    internal void WriteTo(PrometheusText text)
    {
        var book = ledger.Book;
        var (missed, dispatched, delays, longest) = counters.Totals;
        text.Gauge("eventcluster_jobs", "Jobs that are defined.", log.State.Jobs.Count)
            .Gauge("eventcluster_job_runs_in_flight", "Runs of jobs that have not ended.", book.InFlight.Values.Sum(runs => runs.Count))
            .Gauge("eventcluster_job_fire_times_missed", "Fire times that were missed, as far as runs are kept.", book.Jobs.Values.Sum(runs => runs.Missed))
            .Gauge("eventcluster_quartz_running", "1 while Quartz fires on this instance; at most one instance has 1.", quartz.IsRunning ? 1 : 0)
            .Counter("eventcluster_job_fire_times_missed_total", "Fire times that this instance has recorded as missed.", missed)
            .Counter("eventcluster_job_dispatches_total", "Runs that this instance has given by their schedule.", dispatched)
            .Counter("eventcluster_job_dispatch_delay_seconds_total", "Sum of the times from their fire times until they were given.", delays.TotalSeconds)
            .Gauge("eventcluster_job_dispatch_delay_longest_seconds", "The longest of these times.", longest.TotalSeconds);
        foreach (var outcome in Outcomes)
        {
            text.Counter(
                "eventcluster_job_runs_total", "Runs whose end this instance has recorded, by outcome.", counters.Outcomes.GetValueOrDefault(outcome),
                ("outcome", StatusProjection.Camel(outcome)));
        }
    }
}
