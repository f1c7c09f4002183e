using System.Globalization;
using EventCluster.Contracts.Jobs;
using EventCluster.EndToEnd.Tests.Clusters;

namespace EventCluster.EndToEnd.Tests.Jobs;

/// <summary>
/// Three instances, five nodes, and a job of every second, while the holder of the term is killed, paused and cut from the store in turn at random.
/// <c>EVENTCLUSTER_CHAOS</c> says for how many seconds (default 30); <c>EVENTCLUSTER_CHAOS_SEED</c> repeats the order of faults.
/// </summary>
public sealed class ChaosTests : ClusterTest
{
    private const string Job = "tick";
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(Number("EVENTCLUSTER_CHAOS", 30));
    private static readonly int Seed = Number("EVENTCLUSTER_CHAOS_SEED", Environment.TickCount);

    /// <summary>From a fault until the next holder schedules: a lease with its drift, and what a busy machine takes.</summary>
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(25);

    /// <summary>Between two faults, so that some fire times are in time.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Given_a_job_of_every_second_When_its_scheduler_fails_in_every_way_Then_no_fire_time_runs_twice_and_each_is_accounted_for()
    {
        await StartAsync(new() { ControlPlanes = 3, Nodes = 5 });
        await Client.DefineAsync(Job, JobsTest.EverySecond);
        await Client.RunsReachAsync(Job, "two have succeeded", runs => runs.Count(run => run.State == JobRunState.Succeeded) >= 2);
        RunCollector collector = new(Client, Job);
        using CancellationTokenSource over = new();
        var gathering = collector.GatherAsync(over.Token);
        Faults faults = new(Cluster);

        await StrikeAsync(faults);

        var since = collector.Runs[^1].FireTime;
        await Client.RunsReachAsync(Job, "it goes on", runs => runs.Count(run => run.FireTime > since && run.State == JobRunState.Succeeded) >= 3);
        (await Client.PostAsync($"/v1/jobs/{Job}/pause")).Accepted();
        await Client.RunsReachAsync(Job, "all are over", runs => runs.All(JobsTest.IsOver));
        await over.CancelAsync();
        await gathering;
        await collector.LookAsync();

        EachFireTimeIsAccountedForOnce(collector, faults);
        OneScheduledAtATime(collector);
        await AllInstancesAgreeAsync();
        await ReportAsync(collector, faults);
    }

    private static async Task StrikeAsync(Faults faults)
    {
        Random random = new(Seed);
        var end = DateTime.UtcNow + Lasts;
        Queue<int> kinds = new();
        while (DateTime.UtcNow < end)
        {
            if (kinds.Count == 0)
            {
                int[] shuffled = [0, 1, 2];
                random.Shuffle(shuffled);
                shuffled.ToList().ForEach(kinds.Enqueue);
            }

            await faults.StrikeAsync(kinds.Dequeue());
            await Task.Delay(Calm * (0.5 + random.NextDouble()), TestContext.Current.CancellationToken);
        }
    }

    private void EachFireTimeIsAccountedForOnce(RunCollector collector, Faults faults)
    {
        Cluster.JobJournal.ShouldShowEachOnce(Job);
        var begun = Cluster.JobJournal.Begun(Job);
        begun.Select(line => line.FireTime).ShouldBeUnique("a fire time ran twice");
        begun.Select(line => line.Run).ShouldBeSubsetOf(collector.Runs.Select(run => run.Run), "a run is not recorded");

        var times = collector.FireTimes.Order().ToList();
        times.ShouldBeUnique("a fire time was dealt with twice");
        times.Zip(times.Skip(1)).Where(pair => pair.Second - pair.First != TimeSpan.FromSeconds(1)).ShouldBeEmpty("a fire time is not recorded");
        collector.Runs.Where(run => run.Missed is not null)
            .Where(run => !faults.Done.Any(fault => run.FireTime >= fault.From - TimeSpan.FromSeconds(1) && run.MissedThrough <= fault.To + TakeOver))
            .ShouldBeEmpty("fire times were missed without a take-over");
    }

    /// <summary>An order of an older term is never begun after one of a newer term, on whatever node.</summary>
    private void OneScheduledAtATime(RunCollector collector)
    {
        Cluster.JobJournal.Begun(Job).Select(line => line.Term).ShouldBeInOrder();
        collector.Runs.Where(run => run.Term is not null).OrderBy(run => run.At).Select(run => run.Term!.Value).ShouldBeInOrder();
    }

    private async Task AllInstancesAgreeAsync()
    {
        await Cluster.IsWholeAsync();
        foreach (var address in Cluster.Addresses)
        {
            using ClusterClient instance = new([address], Cluster.AdminToken);
            (await instance.RebuildAsync()).Equal.ShouldBeTrue($"{address} differs from the history");
        }

        (await Client.VerifyAsync()).Intact.ShouldBeTrue();
        var terms = (await Client.HistoryAsync()).Where(entry => entry.Type == "SchedulerActivated").Select(entry => entry.Data.GetProperty("term").GetInt64()).ToList();
        terms.Zip(terms.Skip(1)).ShouldAllBe(pair => pair.Second > pair.First);
        Cluster.Journal.ShouldShowOneServiceAtATime();
    }

    private async Task ReportAsync(RunCollector collector, Faults faults)
    {
        var term = (await Client.StatusAsync()).Scheduler!.Term;
        var outcomes = collector.Runs.Where(run => run.Missed is null).CountBy(run => run.State).Select(outcome => $"{outcome.Value} {outcome.Key}");
        var missed = collector.Runs.Where(run => run.Missed is not null).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Seed {Seed}: {string.Join(", ", faults.Done.CountBy(fault => fault.What).Select(kind => $"{kind.Value} times {kind.Key}"))}; {term} terms; "
            + $"{collector.FireTimes.Count()} fire times, of them {string.Join(", ", outcomes)}, {missed.Sum(run => run.Missed)} Missed in {missed.Count} gaps, "
            + $"the longest of {missed.Max(run => run.Missed) ?? 0} s; {Cluster.JobJournal.Begun(Job).Count} begun by the journal.");
    }

    private static int Number(string variable, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : standard;
}
