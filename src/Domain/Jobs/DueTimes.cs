namespace EventCluster.Domain.Jobs;

/// <summary>Fire times of a job that have come, oldest first.</summary>
/// <param name="Times">UTC. Where there are more than can be counted, the last is the newest of all.</param>
/// <param name="More">True when there are more between the last two.</param>
public sealed record DueTimes(IReadOnlyList<DateTime> Times, bool More = false);

/// <summary>What the planning of runs rests on, besides the cluster and the runs so far.</summary>
/// <param name="Term">The term in which it is planned.</param>
/// <param name="Began">UTC time at which scheduling began in this term: what was due before was missed by everybody.</param>
/// <param name="Now">UTC time.</param>
/// <param name="Tolerance">So late a fire time still counts as in time.</param>
/// <param name="Host">The process that plans: it carries out what runs on the control plane.</param>
public sealed record PlanContext(long Term, DateTime Began, DateTime Now, TimeSpan Tolerance, RunPlace Host);
