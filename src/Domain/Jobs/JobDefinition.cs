namespace EventCluster.Domain.Jobs;

/// <summary>What a job is: when it fires, where, and what is done there.</summary>
/// <param name="Schedule">When.</param>
/// <param name="Target"><c>active</c>, <c>all</c>, <c>node:NAME</c>, or <c>controlPlane</c> of built-in jobs; see <see cref="JobTarget"/>.</param>
/// <param name="Action">Name of an action in the worker's own configuration.</param>
/// <param name="Arguments">Given to the action.</param>
/// <param name="TimeLimit">The action is killed after that.</param>
/// <param name="Overlap">What happens at a fire time while an earlier run still goes on.</param>
/// <param name="Misfire">What happens to fire times that nobody was there for.</param>
/// <param name="Retries">How many times a failed, timed out or lost run is tried again.</param>
/// <param name="RetryDelay">How long after the failure.</param>
public sealed record JobDefinition(
    JobSchedule Schedule, string Target, string Action, IReadOnlyDictionary<string, string> Arguments, TimeSpan TimeLimit, OverlapPolicy Overlap,
    MisfirePolicy Misfire, int Retries, TimeSpan RetryDelay)
{
    /// <summary>Whether two definitions say the same; a record's own comparison would compare the arguments by reference.</summary>
    public bool Says(JobDefinition other) =>
        this with { Arguments = other.Arguments } == other
        && Arguments.Count == other.Arguments.Count
        && Arguments.All(a => other.Arguments.TryGetValue(a.Key, out var value) && value == a.Value);
}

/// <summary>When a job fires: by a cron expression, or again and again after an interval. Exactly one of the two is set.</summary>
/// <param name="Cron">A cron expression of six or seven fields, seconds first.</param>
/// <param name="TimeZone">IANA name of the zone in which it is meant; null for UTC.</param>
/// <param name="Interval">Time between two fire times, counted from the definition.</param>
public sealed record JobSchedule(string? Cron, string? TimeZone, TimeSpan? Interval);

/// <summary>What happens at a fire time while an earlier run of the job still goes on.</summary>
public enum OverlapPolicy
{
    /// <summary>The fire time is skipped, and recorded as skipped.</summary>
    Forbid,

    /// <summary>Both run.</summary>
    Allow,
}

/// <summary>What happens to fire times at which no control plane instance was acting.</summary>
public enum MisfirePolicy
{
    /// <summary>They are recorded as missed.</summary>
    Skip,

    /// <summary>The newest is run as soon as possible, unless the job is due again anyway; the others are recorded as missed.</summary>
    RunOnce,
}

/// <summary>Where a job runs.</summary>
public static class JobTarget
{
    /// <summary>On the node that has the active role.</summary>
    public const string Active = "active";

    /// <summary>On every node that is there and offers the action, each with a run of its own.</summary>
    public const string All = "all";

    /// <summary>On the control plane instance that holds the term; for built-in jobs only.</summary>
    public const string ControlPlane = "controlPlane";

    private const string NodePrefix = "node:";

    /// <summary>The name in <c>node:NAME</c>; null for the others.</summary>
    public static string? Node(string target) => target.StartsWith(NodePrefix, StringComparison.Ordinal) ? target[NodePrefix.Length..] : null;
}
