using EventCluster.Domain.State;

namespace EventCluster.Domain.Jobs;

/// <summary>How runs end, and whether they are tried again.</summary>
public static class RunEndings
{
    /// <summary>How long killing an action may take, and how late a worker may begin what it was told in time, besides its lease.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After this time without an answer that gives it, a run has certainly ended: a worker begins it only within a lease of its heartbeat's sending and
    /// kills it at its time limit, by a clock that may be slow by the drift allowance.
    /// </summary>
    public static TimeSpan Certain(TimeSpan timeLimit, TimeSpan lease, double drift) => (timeLimit + lease + Margin) * (1 + drift);

    /// <summary>The run ends. A run of a job that was defined anew since, or removed, is not tried again.</summary>
    public static RunEnded End(Run run, ClusterState state, RunStatus status, string? message, DateTime now, long term, int? exitCode = null, string? output = null, TimeSpan? elapsed = null) =>
        new(now, term, run.Job, run.Id, run.Node!, status, exitCode, output, message, elapsed, RetryAt(run, state, status, now));

    /// <summary>Whether it would be tried again if it failed now.</summary>
    public static bool IsRetried(Run run, ClusterState state) => RetryAt(run, state, RunStatus.Lost, DateTime.UnixEpoch) is not null;

    /// <summary>What became of a run whose node cannot report it any more; null while it may.</summary>
    /// <param name="run">The run.</param>
    /// <param name="state">The cluster.</param>
    /// <param name="sinceGiven">Time since its node was last told of it, or this term began to look.</param>
    /// <param name="unknownTo">The newest process of the node that was heard and does not know it; null for none.</param>
    /// <param name="term">The term in which it is asked.</param>
    public static string? Lost(Run run, ClusterState state, TimeSpan sinceGiven, Guid? unknownTo, long term)
    {
        if (RunPlace.IsInstance(run.Node!))
        {
            // An instance stops its own runs with its term, and tells of their end within it.
            return run.Start!.Term < term ? $"Term {run.Start.Term} ended in the middle of it. What it did is not known." : null;
        }

        var node = state.Nodes.GetValueOrDefault(run.Node!);
        if (node is null && !IsRetried(run, state))
        {
            return $"{run.Node} was removed in the middle of it. What it did is not known.";
        }

        // Another process of the same home proves that the one that was given the run is dead.
        if (node is not null && node.Facts.Boot != run.Start!.Boot && unknownTo == node.Facts.Boot && node.Facts.Home == run.Start.Home)
        {
            return $"The worker of {run.Node} started anew in the middle of it. What it did is not known.";
        }

        return sinceGiven >= Certain(run.Start!.TimeLimit, state.Timings.Lease, state.Timings.Drift)
            ? $"Nothing was heard of it from {run.Node} for its time limit and {Margin.TotalSeconds} s beyond. What it did is not known."
            : null;
    }

    private static DateTime? RetryAt(Run run, ClusterState state, RunStatus status, DateTime now) =>
        status is RunStatus.Failed or RunStatus.TimedOut or RunStatus.Lost
        && state.Jobs.GetValueOrDefault(run.Job) is { } job && job.DefinedVersion == run.Planned.Definition && run.Planned.Attempt <= job.Definition.Retries
            ? now + job.Definition.RetryDelay
            : null;
}
