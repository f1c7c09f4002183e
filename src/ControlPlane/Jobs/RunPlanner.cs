using EventCluster.Contracts.Jobs;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>Gathers what follows at one moment: fire times, requests, retries, reports, losses. Each is decided on what those before it leave.</summary>
internal sealed class RunPlanner(JobCalendar calendar, RunDesk desk, DueBell bell, TimeProvider clock)
{
    /// <summary>So late a fire time still counts as in time, while the same instance was there for it.</summary>
    internal static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>About so many events are appended at once.</summary>
    internal const int LargestBatch = 2_000;

    /// <summary>So long after its fire time a job is due although Quartz has not said so.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (int Version, DateTime After, DateTime? Next)> _next = new(StringComparer.Ordinal);

    /// <summary>Takes the names of the jobs that are due, as Quartz says.</summary>
    internal HashSet<string> TakeDue() => bell.Take();

    /// <summary>What follows.</summary>
    internal IReadOnlyList<RunEvent> Plan(
        ClusterState state, RunBook book, HashSet<string> due, IReadOnlyList<(string Node, RunReport Report)> reports, PlanContext context)
    {
        List<RunEvent> events = [];
        foreach (var (node, report) in reports)
        {
            Add(book.InFlight.GetValueOrDefault(node)?.Find(r => r.Id == report.Run) is { } run ? Reported(run, report, state, context) : null);
        }

        foreach (var run in book.InFlight.Values.SelectMany(runs => runs))
        {
            var (since, unknownTo) = desk.Look(run, clock.Now());
            Add(RunEndings.Lost(run, state, since, unknownTo, context.Term) is { } why ? RunEndings.End(run, state, RunStatus.Lost, why, context.Now, context.Term) : null);
        }

        foreach (var retry in book.Retries.Where(r => r.Due <= context.Now && events.Count < LargestBatch))
        {
            AddAll(Planning.Again(retry, state, book, context));
        }

        foreach (var job in state.Jobs.Values.TakeWhile(_ => events.Count < LargestBatch))
        {
            AddAll(Planning.Request(job, state, book, context));
            AddAll(Fire(job, state, book, due.Contains(job.Name), context));
        }

        return events;

        void AddAll(IReadOnlyList<RunEvent> planned)
        {
            foreach (var e in planned)
            {
                Add(e);
            }
        }

        void Add(RunEvent? e)
        {
            if (e is not null)
            {
                events.Add(e);
                book = RunEvolution.Evolve(book, book.Version + 1, e);
            }
        }
    }

    private IReadOnlyList<RunEvent> Fire(Job job, ClusterState state, RunBook book, bool told, PlanContext context)
    {
        if (job.Paused)
        {
            return [];
        }

        var after = book.Cursor(job.Name).Through is { } through && through > job.Since ? through : job.Since;
        if (!_next.TryGetValue(job.Name, out var known) || known.Version != job.Version || known.After != after)
        {
            if (_next.Count >= 2 * JobRules.MostJobs)
            {
                _next.Clear();
            }

            _next[job.Name] = known = (job.Version, after, calendar.Next(job, after));
        }

        // What was due before this instance began is nobody's to tell.
        var isDue = known.Next is { } next && next <= context.Now && (told || next < context.Began || context.Now - next >= Grace);
        return isDue ? Planning.Fire(job, state, book, calendar.Due(job, after, context.Now), context) : [];
    }

    private static RunEvent? Reported(Run run, RunReport report, ClusterState state, PlanContext context)
    {
        RunStatus? ended = report.State switch
        {
            RunState.Succeeded => RunStatus.Succeeded,
            RunState.Failed => RunStatus.Failed,
            RunState.TimedOut => RunStatus.TimedOut,
            RunState.Cancelled => RunStatus.Cancelled,
            RunState.Refused => RunStatus.Refused,
            RunState.Lost => RunStatus.Lost,
            _ => null,
        };
        return ended is { } status
            ? RunEndings.End(run, state, status, report.Message, context.Now, context.Term, report.ExitCode, report.Output, report.Elapsed)
            : run.Status == RunStatus.Dispatched ? new RunBegun(context.Now, context.Term, run.Job, run.Id, run.Node!) : null;
    }
}
