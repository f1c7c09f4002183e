using EventCluster.Domain.Commands;
using EventCluster.Domain.Events;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Deciding;

/// <summary>Commands about jobs.</summary>
internal static class JobDecisions
{
    private const int NamesShown = 20;

    internal static Decision Decide(ClusterState state, JobCommand command, CommandContext context)
    {
        if (!JobNames.IsJob(command.Job))
        {
            // Not recorded: a name that cannot be one must not reach the history either.
            return Decider.Invalid("name", $"cannot be that of a job; {JobNames.Form}") with { Recorded = false };
        }

        var job = state.Jobs.GetValueOrDefault(command.Job);
        if (Stale(state, command, job) is { } stale)
        {
            return stale;
        }

        return command switch
        {
            DefineJob c => Define(state, c, job),
            CancelJobRun c => state.CancelledRuns.Contains(c.Run) ? Decision.Unchanged : Decision.Accept(new JobRunCancelRequested(c.Job, c.Run)),
            _ when job is null => Unknown(state, command.Job),
            RemoveJob when BuiltInJobs.Find(job.Name) is not null => Decision.Refuse(
                RefusalCodes.Conflict, $"The job '{job.Name}' is built in and cannot be removed. Pause it, or change its schedule: PUT /v1/jobs/{job.Name}."),
            RemoveJob => Decision.Accept(new JobRemoved(job.Name)),
            PauseJob => job.Paused ? Decision.Unchanged : Decision.Accept(new JobPaused(job.Name)),
            ResumeJob => job.Paused ? Decision.Accept(new JobResumed(job.Name)) : Decision.Unchanged,
            RunJob => Decision.Accept(new JobRunRequested(job.Name, context.Now)),
            _ => throw new ArgumentException($"There is no rule for {command.Name}.", nameof(command)),
        };
    }

    private static Decision Define(ClusterState state, DefineJob command, Job? before)
    {
        var errors = JobRules.Check(state, command.Job, command.Definition);
        if (errors.Count > 0)
        {
            return new Refused(RefusalCodes.ValidationFailed, string.Join(" ", errors.SelectMany(e => e.Value.Select(w => $"'{e.Key}' {w}"))), errors);
        }

        if (before is null && state.Jobs.Count >= JobRules.MostJobs)
        {
            return Decision.Refuse(RefusalCodes.Conflict, $"There are {state.Jobs.Count} jobs; at most {JobRules.MostJobs} are allowed. Remove one first.");
        }

        return before is not null && before.Definition.Says(command.Definition) && before.Paused == command.Paused
            ? Decision.Unchanged
            : Decision.Accept(new JobDefined(command.Job, command.Definition, command.Paused));
    }

    /// <summary>Versions are the cluster's, so what was seen at any version holds as long as the job has not changed after it. Of a job that is not there nothing more is known.</summary>
    private static Refused? Stale(ClusterState state, JobCommand command, Job? job)
    {
        if (command.Seen is not { } seen || (job is null ? seen == state.Version : job.Version <= seen && seen <= state.Version))
        {
            return null;
        }

        var stands = job is null ? $"there is no job '{command.Job}' at version {state.Version}" : $"the job '{job.Name}' was changed at version {job.Version}";
        return new(RefusalCodes.PreconditionFailed, $"If-Match says version {seen}, but {stands}. Read it again and decide anew.", null, Recorded: false);
    }

    private static Decision Unknown(ClusterState state, string name)
    {
        var known = state.Jobs.IsEmpty ? "There are no jobs yet." : $"Jobs are {string.Join(", ", state.Jobs.Keys.Take(NamesShown))}{(state.Jobs.Count > NamesShown ? ", …" : "")}.";
        return Decision.Refuse(RefusalCodes.NotFound, $"There is no job '{name}'. {known}");
    }
}
