namespace EventCluster.Contracts.Jobs;

/// <summary>Body of <c>PUT /v1/jobs/{name}</c>.</summary>
/// <param name="Action">Name of an action in the workers' own configuration.</param>
/// <param name="Cron">A cron expression of six or seven fields, seconds first; or else <paramref name="Interval"/>.</param>
/// <param name="TimeZone">IANA name of the zone in which the expression is meant; UTC where nothing is said.</param>
/// <param name="Interval">Time between two fire times, from 1 s.</param>
/// <param name="Target"><c>active</c> (where nothing is said), <c>all</c> or <c>node:NAME</c>.</param>
/// <param name="Arguments">Given to the action as environment variables.</param>
/// <param name="TimeLimit">The action is killed after that; 5 minutes where nothing is said.</param>
/// <param name="Overlap">What happens at a fire time while an earlier run goes on.</param>
/// <param name="Misfire">What happens to fire times at which no control plane instance was acting.</param>
/// <param name="Retries">How many times a failed, timed out or lost run is tried again.</param>
/// <param name="RetryDelay">How long after the failure; 30 s where nothing is said.</param>
/// <param name="Paused">True when it shall wait to be resumed.</param>
/// <param name="Reason">Why.</param>
public sealed record JobRequest(
    string? Action = null, string? Cron = null, string? TimeZone = null, TimeSpan? Interval = null, string? Target = null,
    IReadOnlyDictionary<string, string>? Arguments = null, TimeSpan? TimeLimit = null, JobOverlap Overlap = JobOverlap.Forbid,
    JobMisfire Misfire = JobMisfire.Skip, int Retries = 0, TimeSpan? RetryDelay = null, bool Paused = false, string? Reason = null);

/// <summary>What happens at a fire time while an earlier run goes on.</summary>
public enum JobOverlap { Forbid, Allow }

/// <summary>What happens to fire times at which no control plane instance was acting.</summary>
public enum JobMisfire { Skip, RunOnce }

/// <summary><c>GET /v1/jobs</c>.</summary>
public sealed record JobList(IReadOnlyList<JobView> Items);

/// <summary>A job: <c>GET /v1/jobs/{name}</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Action">Name of the action.</param>
/// <param name="Cron">Cron expression; null with an interval.</param>
/// <param name="TimeZone">Zone of the expression; null for UTC.</param>
/// <param name="Interval">Interval; null with a cron expression.</param>
/// <param name="Target"><c>active</c>, <c>all</c> or <c>node:NAME</c>; <c>controlPlane</c> for built-in jobs.</param>
/// <param name="Arguments">Given to the action.</param>
/// <param name="TimeLimit">The action is killed after that.</param>
/// <param name="Overlap">What happens at a fire time while an earlier run goes on.</param>
/// <param name="Misfire">What happens to fire times at which no control plane instance was acting.</param>
/// <param name="Retries">How many times a failed, timed out or lost run is tried again.</param>
/// <param name="RetryDelay">How long after the failure.</param>
/// <param name="Paused">Whether it waits to be resumed.</param>
/// <param name="Version">Version of the cluster at which it was last changed; the ETag.</param>
/// <param name="NextFireTimes">UTC; empty while it is paused.</param>
/// <param name="LastRun">The newest run; null before the first.</param>
/// <param name="InFlight">How many of its runs have not ended.</param>
/// <param name="Missed">How many of its fire times were missed, as far as runs are kept.</param>
/// <param name="BuiltIn">What it does, where it is a built-in job: it can be adjusted and paused, not removed. Null for others.</param>
public sealed record JobView(
    string Name, string Action, string? Cron, string? TimeZone, TimeSpan? Interval, string Target, IReadOnlyDictionary<string, string> Arguments, TimeSpan TimeLimit,
    JobOverlap Overlap, JobMisfire Misfire, int Retries, TimeSpan RetryDelay, bool Paused, int Version, IReadOnlyList<DateTime> NextFireTimes, JobRun? LastRun,
    int InFlight, long Missed, string? BuiltIn = null);

/// <summary><c>GET /v1/jobs/{name}/runs</c>, newest first. <paramref name="Next"/>: pass it as <c>after</c> for the next page; null at the end.</summary>
public sealed record JobRunPage(IReadOnlyList<JobRun> Items, Guid? Next);

/// <summary>A run, or what became of fire times without one.</summary>
/// <param name="Run">Its identity.</param>
/// <param name="Job">Name of the job.</param>
/// <param name="State">How far it is.</param>
/// <param name="FireTime">UTC time for which it was planned; of missed fire times the first.</param>
/// <param name="Cause"><c>schedule</c>, <c>request</c> or <c>retry</c>.</param>
/// <param name="Attempt">1 for the first; 0 for missed fire times.</param>
/// <param name="Node">The node, or <c>controlPlane:INSTANCE</c>; null where there was none.</param>
/// <param name="At">UTC time at which it was given to its node, or recorded as skipped or missed.</param>
/// <param name="EndedAt">UTC time at which its end was recorded; null before.</param>
/// <param name="ExitCode">Exit code of the action, where it ended by itself.</param>
/// <param name="Output">The last part of what it printed; kept at hand for the newest runs.</param>
/// <param name="Message">Why it failed, was skipped, missed or lost, in words.</param>
/// <param name="Elapsed">How long it ran, by the node's clock.</param>
/// <param name="RetryOf">The run that failed before it; null for a first attempt.</param>
/// <param name="RetryAt">UTC time at which it is tried again; null for never.</param>
/// <param name="Term">Term of the instance that planned it.</param>
/// <param name="Missed">Of missed fire times how many there were; null otherwise.</param>
/// <param name="MissedThrough">UTC time of the last of them; null otherwise.</param>
public sealed record JobRun(
    Guid Run, string Job, JobRunState State, DateTime FireTime, string Cause, int Attempt, string? Node, DateTime At, DateTime? EndedAt, int? ExitCode, string? Output,
    string? Message, TimeSpan? Elapsed, Guid? RetryOf, DateTime? RetryAt, long? Term, int? Missed = null, DateTime? MissedThrough = null);

/// <summary>How far a run is, as it is recorded.</summary>
public enum JobRunState
{
    /// <summary>Given to a node that has not answered yet.</summary>
    Dispatched,

    /// <summary>The action runs.</summary>
    Running,

    /// <summary>It ended with exit code 0.</summary>
    Succeeded,

    /// <summary>It ended with another exit code, or could not be started.</summary>
    Failed,

    /// <summary>It was killed at its time limit.</summary>
    TimedOut,

    /// <summary>It was ended, or not begun, because somebody asked so or the node's role ended.</summary>
    Cancelled,

    /// <summary>The node did not know the action, or the order was out of date.</summary>
    Refused,

    /// <summary>Its node died or was removed in the middle of it; what it did is not known.</summary>
    Lost,

    /// <summary>Not begun: an earlier run went on, or nobody could carry it out.</summary>
    Skipped,

    /// <summary>Fire times passed while no control plane instance was acting.</summary>
    Missed,
}
