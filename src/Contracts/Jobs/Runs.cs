namespace EventCluster.Contracts.Jobs;

/// <summary>A run that a node shall carry out: part of its desired state until it is reported as ended.</summary>
/// <param name="Run">Identity of the run: the same for the same job, fire time, target and attempt, so a node starts it once however often it is told.</param>
/// <param name="Term">Term of the instance that gave it; a node refuses a run of an older term than the newest it has heard of, unless it has begun it already.</param>
/// <param name="Job">Name of the job.</param>
/// <param name="Action">Name of an action in the worker's own configuration; never a command.</param>
/// <param name="Arguments">Given to the action as environment variables.</param>
/// <param name="TimeLimit">The action is killed after that.</param>
/// <param name="FireTime">UTC time for which it was planned, for people and for the action.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="NeedsRole">True when only the active node may carry it out: it is killed when the node's role ends.</param>
/// <param name="Cancel">True when it shall end now, or never begin.</param>
public sealed record RunOrder(
    Guid Run, long Term, string Job, string Action, IReadOnlyDictionary<string, string> Arguments, TimeSpan TimeLimit, DateTime FireTime, int Attempt,
    bool NeedsRole, bool Cancel);

/// <summary>What became of a run on a node, repeated with each heartbeat until the run is no longer part of the desired state.</summary>
/// <param name="Run">Identity of the run.</param>
/// <param name="State">How far it is.</param>
/// <param name="ExitCode">Exit code of the action once it has ended by itself.</param>
/// <param name="Output">The last part of what it printed, at most <see cref="LongestOutput"/> characters; null before the end.</param>
/// <param name="Message">Why it failed, was refused or lost, and the remedy; null otherwise.</param>
/// <param name="Elapsed">How long it ran, by the node's monotonic clock; null before its begin.</param>
public sealed record RunReport(Guid Run, RunState State, int? ExitCode, string? Output, string? Message, TimeSpan? Elapsed)
{
    /// <summary>Most characters of an output.</summary>
    public const int LongestOutput = 4096;

    /// <summary>Most runs that a node is given, and reports, at a time.</summary>
    public const int MostRuns = 8;
}

/// <summary>How far a run is.</summary>
public enum RunState
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

    /// <summary>The node does not know the action, or the order is out of date.</summary>
    Refused,

    /// <summary>Its node died or was removed in the middle of it; what it did is not known.</summary>
    Lost,
}
