namespace EventCluster.Domain.Jobs;

/// <summary>An event of the stream <c>job-runs</c>.</summary>
/// <param name="At">UTC time, for people.</param>
/// <param name="Term">Term of the instance that appended it.</param>
public abstract record RunEvent(DateTime At, long Term);

/// <summary>A term began to schedule; every older instance's next append here is a conflict. Repeated before older events are let go.</summary>
/// <param name="At">UTC time.</param>
/// <param name="Term">The term.</param>
/// <param name="Instance">Who holds it.</param>
/// <param name="Cursors">How far each job has come, so that it is known when older events are gone.</param>
public sealed record SchedulingBegan(DateTime At, long Term, string Instance, IReadOnlyDictionary<string, RunCursor> Cursors) : RunEvent(At, Term);

/// <summary>A run was given to a node.</summary>
/// <param name="At">UTC time.</param>
/// <param name="Term">Term of the instance.</param>
/// <param name="Job">Name of the job.</param>
/// <param name="Run">Identity of the run.</param>
/// <param name="Planned">For when, and what caused it.</param>
/// <param name="Node">The node.</param>
/// <param name="Boot">The process of its worker that may carry it out; no other is told of it.</param>
/// <param name="Home">Its home: another process there proves that this one is dead.</param>
/// <param name="Action">Name of the action.</param>
/// <param name="Arguments">Given to the action.</param>
/// <param name="TimeLimit">The action is killed after that.</param>
/// <param name="NeedsRole">Only while the node has the active role.</param>
public sealed record RunStarted(
    DateTime At, long Term, string Job, Guid Run, PlannedRun Planned, string Node, Guid Boot, string Home, string Action, IReadOnlyDictionary<string, string> Arguments,
    TimeSpan TimeLimit, bool NeedsRole) : RunEvent(At, Term);

/// <summary>The node has reported that the action runs.</summary>
public sealed record RunBegun(DateTime At, long Term, string Job, Guid Run, string Node) : RunEvent(At, Term);

/// <summary>A run is over.</summary>
/// <param name="At">UTC time.</param>
/// <param name="Term">Term of the instance.</param>
/// <param name="Job">Name of the job.</param>
/// <param name="Run">Identity of the run.</param>
/// <param name="Node">The node.</param>
/// <param name="Status">How it ended.</param>
/// <param name="ExitCode">Exit code of the action, where it ended by itself.</param>
/// <param name="Output">The last part of what it printed.</param>
/// <param name="Message">Why it failed, in words.</param>
/// <param name="Elapsed">How long it ran, by the node's clock.</param>
/// <param name="RetryAt">UTC time at which it is tried again; null for never.</param>
public sealed record RunEnded(
    DateTime At, long Term, string Job, Guid Run, string Node, RunStatus Status, int? ExitCode, string? Output, string? Message, TimeSpan? Elapsed,
    DateTime? RetryAt) : RunEvent(At, Term);

/// <summary>A fire time came to nothing, because an earlier run goes on or nobody can carry it out.</summary>
/// <param name="At">UTC time.</param>
/// <param name="Term">Term of the instance.</param>
/// <param name="Job">Name of the job.</param>
/// <param name="Run">Identity that the run would have had.</param>
/// <param name="Planned">For when, and what caused it.</param>
/// <param name="Node">The node; null where there was none.</param>
/// <param name="Why">The reason, in words.</param>
public sealed record RunSkipped(DateTime At, long Term, string Job, Guid Run, PlannedRun Planned, string? Node, string Why) : RunEvent(At, Term);

/// <summary>Fire times passed while no instance was acting, or none in time.</summary>
/// <param name="At">UTC time.</param>
/// <param name="Term">Term of the instance.</param>
/// <param name="Job">Name of the job.</param>
/// <param name="From">The first of them.</param>
/// <param name="To">The last of them.</param>
/// <param name="Count">How many.</param>
/// <param name="MoreThanCounted">True when there were more, and they were not counted.</param>
/// <param name="FireTimes">The first of them, as many as are kept.</param>
public sealed record RunMissed(
    DateTime At, long Term, string Job, DateTime From, DateTime To, int Count, bool MoreThanCounted, IReadOnlyList<DateTime> FireTimes) : RunEvent(At, Term);

/// <summary>For when a run is planned, and what caused it.</summary>
/// <param name="Definition">Version of the definition.</param>
/// <param name="FireTime">UTC fire time.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Request">Version of the request, where somebody asked for it; null for one of the schedule.</param>
/// <param name="RetryOf">The run that failed before it; null for a first attempt.</param>
public sealed record PlannedRun(int Definition, DateTime FireTime, int Attempt, int? Request = null, Guid? RetryOf = null);

/// <summary>How far a job has come. What lies before is never run again.</summary>
/// <param name="Through">The newest fire time of its schedule that was dealt with; null before the first.</param>
/// <param name="Request">Version of the newest request that was dealt with; -1 before the first.</param>
public sealed record RunCursor(DateTime? Through = null, int Request = -1);

/// <summary>How far a run is.</summary>
public enum RunStatus { Dispatched, Running, Succeeded, Failed, TimedOut, Cancelled, Refused, Lost, Skipped, Missed }
