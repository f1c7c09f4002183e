using System.Collections.Concurrent;
using EventCluster.Contracts.Jobs;
using EventCluster.EndToEnd.Tests.Clusters;

namespace EventCluster.EndToEnd.Tests.Jobs;

/// <summary>Gathers the runs of a job while they are shown: an instance shows the newest 200 only.</summary>
/// <param name="client">Whom it asks.</param>
/// <param name="job">Name of the job.</param>
public sealed class RunCollector(ClusterClient client, string job)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<Guid, JobRun> _runs = new();

    /// <summary>All of them, by fire time.</summary>
    public IReadOnlyList<JobRun> Runs => [.. _runs.Values.OrderBy(run => run.FireTime)];

    /// <summary>Every fire time that was dealt with, as often as it was.</summary>
    public IEnumerable<DateTime> FireTimes => Runs.SelectMany(run => run.Missed is null
        ? [run.FireTime]
        : Enumerable.Range(0, (int)(run.MissedThrough!.Value - run.FireTime).TotalSeconds + 1).Select(second => run.FireTime.AddSeconds(second)));

    /// <summary>Gathers until told to stop.</summary>
    public async Task GatherAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await LookAsync();
            await Task.Delay(Pace, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks once; what nobody answers is asked again later.</summary>
    public async Task LookAsync()
    {
        try
        {
            foreach (var run in await client.RunsAsync(job))
            {
                // An instance that was paused may tell of an older state.
                _runs.AddOrUpdate(run.Run, run, (_, known) => known.IsOver() ? known : run);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or Shouldly.ShouldAssertException)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
