using EventCluster.Contracts.Jobs;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>Jobs and their runs, as people see them. Every instance answers from its own folds.</summary>
internal sealed class JobViews(JobCalendar calendar, RunLedger ledger, TimeProvider clock)
{
    private const int FireTimesShown = 5;

    /// <summary>A job.</summary>
    internal JobView Of(Job job)
    {
        var (book, definition) = (ledger.Book, job.Definition);
        var runs = book.Jobs.GetValueOrDefault(job.Name);
        var last = runs?.Recent.FindLast(r => r.Start is not null);
        return new(
            job.Name, definition.Action, definition.Schedule.Cron, definition.Schedule.TimeZone, definition.Schedule.Interval, definition.Target, definition.Arguments,
            definition.TimeLimit, (JobOverlap)definition.Overlap, (JobMisfire)definition.Misfire, definition.Retries, definition.RetryDelay, job.Paused, job.Version,
            job.Paused ? [] : calendar.Upcoming(job, clock.GetUtcNow().UtcDateTime, FireTimesShown), last is null ? null : Of(last),
            book.InFlight.Values.Sum(flying => flying.Count(r => r.Job == job.Name)), runs?.Missed ?? 0, BuiltInJobs.Find(job.Name)?.Does);
    }

    /// <summary>Runs of a job, newest first.</summary>
    /// <param name="job">Its name.</param>
    /// <param name="after">Begin after this one; null for the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <returns>Null where <paramref name="after"/> is not, or no longer, remembered.</returns>
    internal JobRunPage? Runs(string job, Guid? after, int limit)
    {
        var recent = ledger.Book.Jobs.GetValueOrDefault(job)?.Recent ?? [];
        var end = after is null ? recent.Count : recent.FindLastIndex(r => r.Id == after);
        if (end < 0)
        {
            return null;
        }

        var items = recent.Take(end).Reverse().Take(limit).Select(Of).ToArray();
        return new(items, items.Length < end && items.Length > 0 ? items[^1].Run : null);
    }

    private static JobRun Of(Run run) => new(
        run.Id, run.Job, Enum.Parse<JobRunState>(run.Status.ToString()), run.Planned.FireTime,
        run.Planned.RetryOf is not null ? "retry" : run.Planned.Request is not null ? "request" : "schedule",
        run.Planned.Attempt, run.Node, run.At, run.End?.At, run.End?.ExitCode, run.End?.Output, run.End?.Message ?? run.Why ?? Missed(run.Missed), run.End?.Elapsed,
        run.Planned.RetryOf, run.End?.RetryAt, run.Start?.Term ?? run.Missed?.Term, run.Missed?.Count, run.Missed?.To);

    private static string? Missed(RunMissed? missed) => missed is null ? null
        : $"{(missed.MoreThanCounted ? "More than " : "")}{missed.Count} fire time{(missed.Count == 1 ? "" : "s")} from {missed.From:O} to {missed.To:O} passed while nobody was scheduling in time.";
}
