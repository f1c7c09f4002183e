using System.Collections.Immutable;

namespace EventCluster.Domain.Jobs;

/// <summary>The fold of the stream <c>job-runs</c>. Total: an event about something unknown changes only the version.</summary>
public static class RunEvolution
{
    private const int MostRetries = 10_000;

    /// <summary>The book after an event.</summary>
    public static RunBook Evolve(RunBook book, int version, RunEvent e) => Apply(book, e) with { Version = version };

    private static RunBook Apply(RunBook book, RunEvent e) => e switch
    {
        SchedulingBegan began => Begin(book, began),
        RunStarted started => Start(book, started),
        RunBegun begun => Update(book, begun.Job, begun.Run, begun.Node, r => r.Status == RunStatus.Dispatched ? r with { Status = RunStatus.Running } : r),
        RunEnded ended => End(book, ended),
        RunSkipped skipped => Record(Dealt(book, skipped.Job, skipped.Planned), new()
        {
            Id = skipped.Run, Job = skipped.Job, Planned = skipped.Planned, Status = RunStatus.Skipped, At = skipped.At, Node = skipped.Node, Why = skipped.Why,
        }),
        RunMissed missed => Miss(book, missed),
        _ => book,
    };

    /// <summary>Jobs that the new term does not know any more are forgotten once none of their runs goes on.</summary>
    private static RunBook Begin(RunBook book, SchedulingBegan began)
    {
        var busy = book.InFlight.Values.SelectMany(runs => runs).Select(r => r.Job).ToHashSet(StringComparer.Ordinal);
        var jobs = book.Jobs.RemoveRange(book.Jobs.Keys.Where(name => !began.Cursors.ContainsKey(name) && !busy.Contains(name)));
        foreach (var (name, cursor) in began.Cursors)
        {
            jobs = jobs.SetItem(name, (jobs.GetValueOrDefault(name) ?? JobRuns.None) with { Cursor = cursor });
        }

        return book with { Term = Math.Max(book.Term, began.Term), Jobs = jobs };
    }

    private static RunBook Start(RunBook book, RunStarted started)
    {
        var run = new Run
        {
            Id = started.Run, Job = started.Job, Planned = started.Planned, Status = RunStatus.Dispatched, At = started.At, Node = started.Node, Start = started,
        };
        var next = Record(Dealt(book, started.Job, started.Planned), run);
        return next with { InFlight = next.InFlight.SetItem(started.Node, (next.InFlight.GetValueOrDefault(started.Node) ?? []).Add(run)) };
    }

    private static RunBook End(RunBook book, RunEnded ended)
    {
        var run = book.InFlight.GetValueOrDefault(ended.Node)?.Find(r => r.Id == ended.Run);
        if (run is null)
        {
            return book;
        }

        var next = Update(book, ended.Job, ended.Run, ended.Node, r => r with { Status = ended.Status, End = ended });
        var left = next.InFlight[ended.Node].RemoveAll(r => r.Id == ended.Run);
        next = next with { InFlight = left.IsEmpty ? next.InFlight.Remove(ended.Node) : next.InFlight.SetItem(ended.Node, left) };
        return ended.RetryAt is { } due && next.Retries.Count < MostRetries
            ? next with { Retries = next.Retries.Add(new(ended.Job, ended.Run, run.Planned with { Attempt = run.Planned.Attempt + 1, RetryOf = ended.Run }, ended.Node, due)) }
            : next;
    }

    private static RunBook Miss(RunBook book, RunMissed missed)
    {
        var planned = new PlannedRun(-1, missed.To, 0);
        var next = Record(Dealt(book, missed.Job, planned), new()
        {
            Id = RunIds.Of(missed.Job, planned, null), Job = missed.Job, Planned = planned with { FireTime = missed.From }, Status = RunStatus.Missed, At = missed.At, Missed = missed,
        });
        var runs = next.Jobs[missed.Job];
        return next with { Jobs = next.Jobs.SetItem(missed.Job, runs with { Missed = runs.Missed + missed.Count }) };
    }

    /// <summary>A fire time, a request or a retry was dealt with, however.</summary>
    private static RunBook Dealt(RunBook book, string job, PlannedRun planned)
    {
        if (planned.RetryOf is { } failed)
        {
            return book with { Retries = book.Retries.RemoveAll(r => r.Of == failed) };
        }

        var runs = book.Jobs.GetValueOrDefault(job) ?? JobRuns.None;
        var cursor = planned.Request is { } request
            ? runs.Cursor with { Request = Math.Max(runs.Cursor.Request, request) }
            : runs.Cursor with { Through = runs.Cursor.Through > planned.FireTime ? runs.Cursor.Through : planned.FireTime };
        return book with { Jobs = book.Jobs.SetItem(job, runs with { Cursor = cursor }) };
    }

    private static RunBook Record(RunBook book, Run run)
    {
        var runs = book.Jobs.GetValueOrDefault(run.Job) ?? JobRuns.None;
        var recent = runs.Recent.Add(run);
        var old = recent.Count - 1 - JobRuns.MostOutputs;
        if (old >= 0 && recent[old].End?.Output is not null)
        {
            recent = recent.SetItem(old, recent[old] with { End = recent[old].End! with { Output = null } });
        }

        return book with { Jobs = book.Jobs.SetItem(run.Job, runs with { Recent = recent.Count > JobRuns.MostRecent ? recent.RemoveAt(0) : recent }) };
    }

    private static RunBook Update(RunBook book, string job, Guid id, string node, Func<Run, Run> change)
    {
        var next = book;
        if (book.InFlight.GetValueOrDefault(node) is { } flying && flying.FindIndex(r => r.Id == id) is >= 0 and var place)
        {
            next = next with { InFlight = next.InFlight.SetItem(node, flying.SetItem(place, change(flying[place]))) };
        }

        if (book.Jobs.GetValueOrDefault(job) is { } runs && runs.Recent.FindLastIndex(r => r.Id == id) is >= 0 and var index)
        {
            next = next with { Jobs = next.Jobs.SetItem(job, runs with { Recent = runs.Recent.SetItem(index, change(runs.Recent[index])) }) };
        }

        return next;
    }
}
