using EventCluster.Domain.State;

namespace EventCluster.Domain.Jobs;

/// <summary>
/// What follows from fire times, requests and retries that are due. Pure. What is returned moves the job's cursor, and it is appended at an expected
/// version, so the same fire time is never planned twice, by whomever.
/// </summary>
public static class Planning
{
    /// <summary>Most missed fire times that an event names one by one.</summary>
    public const int MostMissedNamed = 100;

    /// <summary>What follows from fire times that have come.</summary>
    public static IReadOnlyList<RunEvent> Fire(Job job, ClusterState state, RunBook book, DueTimes due, PlanContext context)
    {
        if (due.Times.Count == 0)
        {
            return [];
        }

        var missed = due.Times.TakeWhile(t => t < context.Began || context.Now - t > context.Tolerance).ToList();
        var run = due.Times.Skip(missed.Count).ToList();
        if (job.Definition.Misfire == MisfirePolicy.RunOnce && run.Count == 0)
        {
            run.Add(missed[^1]);
            missed.RemoveAt(missed.Count - 1);
        }

        List<RunEvent> events = [];
        if (missed.Count > 0)
        {
            events.Add(new RunMissed(
                context.Now, context.Term, job.Name, missed[0], missed[^1], missed.Count, due.More, [.. missed.Take(MostMissedNamed)]));
        }

        Start(events, job, state, book, run.Select(t => new PlannedRun(job.DefinedVersion, t, 1)), null, context);
        return events;
    }

    /// <summary>What follows from requests for a run at once.</summary>
    public static IReadOnlyList<RunEvent> Request(Job job, ClusterState state, RunBook book, PlanContext context)
    {
        var handled = book.Cursor(job.Name).Request;
        List<RunEvent> events = [];
        Start(
            events, job, state, book,
            job.Requests.Where(r => r.Version > handled).Select(r => new PlannedRun(job.DefinedVersion, r.FireTime, 1, r.Version)), null, context);
        return events;
    }

    /// <summary>What follows from a retry that is due.</summary>
    public static IReadOnlyList<RunEvent> Again(Retry retry, ClusterState state, RunBook book, PlanContext context)
    {
        List<RunEvent> events = [];
        if (state.Jobs.GetValueOrDefault(retry.Job) is { } job && job.DefinedVersion == retry.Planned.Definition)
        {
            Start(events, job, state, book, [retry.Planned], retry.Node, context);
        }
        else
        {
            events.Add(Skip(retry.Job, retry.Planned, retry.Node, "The job was removed or defined anew since it failed.", context));
        }

        return events;
    }

    private static void Start(
        List<RunEvent> events, Job job, ClusterState state, RunBook book, IEnumerable<PlannedRun> runs, string? retriedOn, PlanContext context)
    {
        var definition = job.Definition;
        var busy = book.InFlight.Where(n => n.Value.Exists(r => r.Job == job.Name)).Select(n => n.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var planned in runs)
        {
            var (places, nobody) = Targets.Of(job, state, context.Host, retriedOn);
            if (places.Count == 0)
            {
                events.Add(Skip(job.Name, planned, retriedOn ?? JobTarget.Node(definition.Target), nobody!, context));
            }

            foreach (var place in places)
            {
                if (definition.Overlap == OverlapPolicy.Forbid && Blocking(definition.Target, place.Name, busy) is { } where)
                {
                    events.Add(Skip(job.Name, planned, place.Name, $"An earlier run still goes on, on {where}.", context));
                    continue;
                }

                busy.Add(place.Name);
                events.Add(new RunStarted(
                    context.Now, context.Term, job.Name, RunIds.Of(job.Name, planned, place.Name), planned, place.Name, place.Boot, place.Home, definition.Action,
                    definition.Arguments, definition.TimeLimit, definition.Target == JobTarget.Active));
            }
        }
    }

    /// <summary>With a run on every node, each node is for itself; otherwise the job runs once in the whole cluster.</summary>
    private static string? Blocking(string target, string node, HashSet<string> busy) =>
        target != JobTarget.All ? busy.FirstOrDefault() : busy.Contains(node) ? node : null;

    private static RunSkipped Skip(string job, PlannedRun planned, string? node, string why, PlanContext context) =>
        new(context.Now, context.Term, job, RunIds.Of(job, planned, node), planned, node, why);
}
