namespace EventCluster.EndToEnd.Tests.Clusters;

/// <summary>What the service wrote while it ran, in the order in which it was written.</summary>
/// <param name="path">The file that all nodes' services append to.</param>
public sealed class Journal(string path)
{
    /// <summary>All whole lines.</summary>
    public IReadOnlyList<JournalLine> Read() => JsonLines.Read<JournalLine>(path);

    /// <summary>The newest line; null when there is none.</summary>
    public JournalLine? Last() => Read() is [.., var last] ? last : null;

    /// <summary>No line of an epoch follows a line of a later one, and no two processes write by turns.</summary>
    public void ShouldShowOneServiceAtATime()
    {
        var lines = Read();
        lines.ShouldNotBeEmpty();
        HashSet<int> ended = [];
        foreach (var (before, after) in lines.Zip(lines.Skip(1)))
        {
            if (after.Pid == before.Pid)
            {
                after.Epoch.ShouldBe(before.Epoch, $"one process serves one epoch: {before} then {after}");
                continue;
            }

            ended.Add(before.Pid);
            after.Epoch.ShouldBeGreaterThan(before.Epoch, $"an older epoch goes on: {before} then {after}");
            ended.ShouldNotContain(after.Pid, $"two services write by turns: {before} then {after}");
        }
    }
}

/// <summary>One line: <c>start</c>, <c>tick</c> or <c>stop</c> of a service.</summary>
public sealed record JournalLine(string Event, string Node, long Epoch, int Pid, double MonotonicMs);
