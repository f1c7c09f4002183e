using System.Collections.Immutable;

namespace EventCluster.Domain.Jobs;

/// <summary>The runs of all jobs as the fold of the stream <c>job-runs</c>. Immutable, and bounded however long the stream is.</summary>
public sealed record RunBook
{
    /// <summary>Before the first event.</summary>
    public static readonly RunBook Empty = new();

    /// <summary>Version of the last event folded, -1 for none.</summary>
    public int Version { get; init; } = -1;

    /// <summary>The newest term that began to schedule.</summary>
    public long Term { get; init; }

    /// <summary>What each job has behind it.</summary>
    public ImmutableSortedDictionary<string, JobRuns> Jobs { get; init; } = ImmutableSortedDictionary.Create<string, JobRuns>(StringComparer.Ordinal);

    /// <summary>Runs that have not ended, by node, oldest first.</summary>
    public ImmutableDictionary<string, ImmutableList<Run>> InFlight { get; init; } = ImmutableDictionary.Create<string, ImmutableList<Run>>(StringComparer.Ordinal);

    /// <summary>Failed runs that are tried again.</summary>
    public ImmutableList<Retry> Retries { get; init; } = [];

    /// <summary>A run of a job; null where it is not remembered.</summary>
    public Run? Find(string job, Guid run) => Jobs.GetValueOrDefault(job)?.Recent.FindLast(r => r.Id == run);

    /// <summary>How far a job has come.</summary>
    public RunCursor Cursor(string job) => Jobs.GetValueOrDefault(job)?.Cursor ?? new();
}

/// <summary>What a job has behind it.</summary>
/// <param name="Cursor">How far it has come.</param>
/// <param name="Recent">Its newest runs, oldest first, with those that were skipped or missed.</param>
/// <param name="Missed">How many fire times were missed, as far as the stream goes back.</param>
public sealed record JobRuns(RunCursor Cursor, ImmutableList<Run> Recent, long Missed)
{
    /// <summary>Most runs of one job that are remembered.</summary>
    public const int MostRecent = 200;

    /// <summary>Of so many of them the output is remembered too.</summary>
    public const int MostOutputs = 20;

    internal static readonly JobRuns None = new(new(), [], 0);
}

/// <summary>A run, or what became of a fire time without one.</summary>
public sealed record Run
{
    /// <summary>Its identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the job.</summary>
    public required string Job { get; init; }

    /// <summary>For when it was planned, and what caused it.</summary>
    public required PlannedRun Planned { get; init; }

    /// <summary>How far it is.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>UTC time at which it was given to its node, or recorded as skipped or missed.</summary>
    public required DateTime At { get; init; }

    /// <summary>The node; null where there was none.</summary>
    public string? Node { get; init; }

    /// <summary>The start that gave it to the node; null where it was skipped or missed.</summary>
    public RunStarted? Start { get; init; }

    /// <summary>How it ended; null before.</summary>
    public RunEnded? End { get; init; }

    /// <summary>Why it was skipped; null otherwise.</summary>
    public string? Why { get; init; }

    /// <summary>Of how many missed fire times it tells; null otherwise.</summary>
    public RunMissed? Missed { get; init; }
}

/// <summary>A failed run that is tried again.</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="Of">The run that failed.</param>
/// <param name="Planned">What is tried again.</param>
/// <param name="Node">The node it failed on.</param>
/// <param name="Due">UTC time.</param>
public sealed record Retry(string Job, Guid Of, PlannedRun Planned, string Node, DateTime Due);
