using EventCluster.Contracts.Jobs;
using EventCluster.EndToEnd.Tests.Broker;

namespace EventCluster.EndToEnd.Tests.Jobs;

/// <summary>When and where jobs run, on a whole cluster, over HTTP and over the bus.</summary>
public sealed class JobScheduleTests(TestBroker broker) : BusClusterTest
{
    private const int FireTimes = 6;

    [Fact]
    public async Task Given_jobs_of_every_second_When_time_passes_Then_each_fire_time_runs_once_on_each_of_its_nodes()
    {
        await StartAsync();

        await EachTargetRunsOnceAsync();
    }

    [Fact]
    public async Task Given_a_bus_When_jobs_run_every_second_Then_each_fire_time_runs_once_on_each_of_its_nodes()
    {
        await StartOnAsync(await broker.AddressAsync());

        await EachTargetRunsOnceAsync();
    }

    [Fact]
    public async Task Given_a_job_that_takes_longer_than_its_interval_When_overlap_is_forbidden_Then_fire_times_are_skipped_and_otherwise_they_overlap()
    {
        await StartAsync(new() { Nodes = 1 });
        await Client.DefineAsync("one", $$"""{{JobsTest.EverySecond}},"arguments":{"seconds":"2.5"}""");
        await Client.DefineAsync("many", $$"""{{JobsTest.EverySecond}},"overlap":"allow","arguments":{"seconds":"2.5"}""");

        var runs = await Client.RunsReachAsync("one", "three have succeeded", runs => runs.Count(r => r.State == JobRunState.Succeeded) >= 3);

        runs.Where(r => r.State == JobRunState.Skipped).ShouldNotBeEmpty();
        runs.Where(r => r.State == JobRunState.Skipped).ShouldAllBe(r => r.Message!.Contains("earlier run"));
        MostAtATime("one").ShouldBe(1);
        MostAtATime("many").ShouldBeGreaterThan(1);
        AccountsForEverySecond(runs);
    }

    [Fact]
    public async Task Given_a_job_that_is_paused_When_it_is_resumed_Then_what_was_due_meanwhile_counts_for_nothing()
    {
        await StartAsync(new() { Nodes = 1 });
        await Client.DefineAsync("job", $"{JobsTest.EverySecond},\"paused\":true");
        await Client.RunAsync("job");
        var asked = await Client.EndsAsync("job", JobRunState.Succeeded);
        asked.Cause.ShouldBe("request");

        (await Client.PostAsync("/v1/jobs/job/resume")).Accepted();
        var runs = await Client.RunsReachAsync("job", "two by schedule", runs => runs.Count(r => r.Cause == "schedule" && r.State == JobRunState.Succeeded) >= 2);

        runs.ShouldNotContain(r => r.State == JobRunState.Missed);
        Cluster.JobJournal.ShouldShowEachOnce("job");
    }

    private async Task EachTargetRunsOnceAsync()
    {
        var active = (await Cluster.IsWholeAsync()).Active!.Node;
        await Client.DefineAsync("on-active", JobsTest.EverySecond);
        await Client.DefineAsync("on-all", $"{JobsTest.EverySecond},\"target\":\"all\"");
        await Client.DefineAsync("on-b", "\"interval\":\"00:00:01\",\"target\":\"node:node-b\"");
        string[] jobs = ["on-active", "on-all", "on-b"];
        Dictionary<string, string[]> nodes = new() { ["on-active"] = [active], ["on-all"] = [.. Cluster.Workers.Keys], ["on-b"] = ["node-b"] };

        foreach (var job in jobs)
        {
            var runs = await Client.RunsReachAsync(job, "enough have succeeded", r => r.Count(run => run.State == JobRunState.Succeeded) >= FireTimes * nodes[job].Length);

            Cluster.JobJournal.ShouldShowEachOnce(job);
            var begun = Cluster.JobJournal.Begun(job);
            begun.Select(line => line.Node).Distinct().ShouldBe(nodes[job], ignoreOrder: true);
            var succeeded = runs.Where(r => r.State == JobRunState.Succeeded).ToList();
            succeeded.Select(r => r.Run).ShouldBeSubsetOf(begun.Select(line => line.Run));
            succeeded.ShouldAllBe(r => r.ExitCode == 0 && r.Attempt == 1 && r.EndedAt != null && r.Elapsed > TimeSpan.Zero);
            succeeded[^1].Output!.ShouldContain("\"event\":\"end\"");
            AccountsForEverySecond(runs);
        }

        var view = (await Client.GetAsync("/v1/jobs")).Read(Contracts.WireJson.Default.JobList).Items.Single(job => job.Name == "on-all");
        view.NextFireTimes.Zip(view.NextFireTimes.Skip(1), (a, b) => b - a).ShouldAllBe(gap => gap == TimeSpan.FromSeconds(1));
    }

    /// <summary>Every second from the first fire time on was run, skipped or missed.</summary>
    private static void AccountsForEverySecond(IReadOnlyList<JobRun> runs)
    {
        var times = runs.Select(r => r.FireTime).Distinct().Order().ToList();
        times.Zip(times.Skip(1), (a, b) => b - a).ShouldAllBe(gap => gap == TimeSpan.FromSeconds(1));
    }

    private int MostAtATime(string job)
    {
        var (most, now) = (0, 0);
        foreach (var line in Cluster.JobJournal.Of(job))
        {
            now += line.Event == "begin" ? 1 : -1;
            most = Math.Max(most, now);
        }

        return most;
    }
}
