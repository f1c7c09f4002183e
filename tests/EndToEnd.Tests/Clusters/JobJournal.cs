namespace EventCluster.EndToEnd.Tests.Clusters;

/// <summary>What the action <c>journal</c> wrote, in the order in which it was written.</summary>
/// <param name="path">The file that all runs append to.</param>
public sealed class JobJournal(string path)
{
    /// <summary>All whole lines of a job.</summary>
    public IReadOnlyList<JobJournalLine> Of(string job) => [.. JsonLines.Read<JobJournalLine>(path).Where(line => line.Job == job)];

    /// <summary>The runs of a job that have begun.</summary>
    public IReadOnlyList<JobJournalLine> Begun(string job) => [.. Of(job).Where(line => line.Event == "begin")];

    /// <summary>Waits until a job has begun so many runs.</summary>
    public async Task<IReadOnlyList<JobJournalLine>> HasBegunAsync(string job, int count)
    {
        await Processes.Until.IsAsync($"{job} has begun {count} runs", () => Begun(job).Count >= count);
        return Begun(job);
    }

    /// <summary>No fire time of a job was run twice, but for another attempt or on another node where it runs on every one.</summary>
    public void ShouldShowEachOnce(string job)
    {
        var begun = Begun(job);
        begun.Select(line => line.Run).ShouldBeUnique();
        begun.Select(line => (line.FireTime, line.Node, line.Attempt)).ShouldBeUnique();
    }
}

/// <summary>One line: <c>begin</c> or <c>end</c> of a run.</summary>
public sealed record JobJournalLine(string Event, string Job, Guid Run, DateTime FireTime, string Node, long Term, int Attempt, int Pid, double MonotonicMs);
