using EventCluster.Contracts.Jobs;
using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests.Jobs;

/// <summary>How runs end, on a whole cluster.</summary>
public sealed class JobEndingTests : ClusterTest
{
    private const string Long = "\"arguments\":{\"seconds\":\"1000\"}";

    [Fact]
    public async Task Given_runs_that_fail_take_too_long_or_are_cancelled_When_they_end_Then_their_processes_are_gone_and_the_outcome_is_recorded()
    {
        await StartAsync(new() { Nodes = 1 });
        await Client.DefineAsync("fails", $$"""{{JobsTest.Yearly}},"retries":2,"retryDelay":"00:00:00","arguments":{"exitCode":"3"}""");
        await Client.DefineAsync("endless", $"{JobsTest.Yearly},{Long},\"timeLimit\":\"00:00:03\"");
        await Client.DefineAsync("cancelled", $"{JobsTest.Yearly},{Long}");
        await Client.RunAsync("fails");
        await Client.RunAsync("endless");
        await Client.RunAsync("cancelled");

        var line = (await Cluster.JobJournal.HasBegunAsync("cancelled", 1))[0];
        (await Client.PostAsync($"/v1/jobs/cancelled/runs/{line.Run}/cancel")).Accepted();
        var cancelled = await Client.EndsAsync("cancelled", JobRunState.Cancelled);
        (cancelled.Run, cancelled.ExitCode).ShouldBe((line.Run, null));
        ProcessTable.IsAlive(line.Pid).ShouldBeFalse("a run that has ended leaves nothing behind");

        var failed = await Client.RunsReachAsync("fails", "three attempts", runs => runs.Count(r => r.State == JobRunState.Failed) == 3);
        failed.Select(r => (r.Attempt, r.ExitCode, r.Cause)).ShouldBe([(1, 3, "request"), (2, 3, "retry"), (3, 3, "retry")]);
        failed[2].RetryOf.ShouldBe(failed[1].Run);
        Cluster.JobJournal.Begun("fails").Select(l => l.Attempt).ShouldBe([1, 2, 3]);

        var endless = await Client.EndsAsync("endless", JobRunState.TimedOut);
        endless.Message!.ShouldContain("00:00:03");
        endless.Output!.ShouldContain("begin");
        ProcessTable.IsAlive((await Cluster.JobJournal.HasBegunAsync("endless", 1))[0].Pid).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_job_When_it_is_removed_while_it_runs_Then_the_run_goes_on_to_its_end()
    {
        await StartAsync(new() { Nodes = 1 });
        await Client.DefineAsync("job", $$"""{{JobsTest.Yearly}},"retries":3,"retryDelay":"00:00:00","arguments":{"seconds":"3","exitCode":"1"}""");
        await Client.RunAsync("job");
        await Cluster.JobJournal.HasBegunAsync("job", 1);

        (await Client.SendAsync(HttpMethod.Delete, "/v1/jobs/job?reason=test")).Accepted();

        var ended = await Client.EndsAsync("job", JobRunState.Failed);
        ended.RetryAt.ShouldBeNull("a removed job is not tried again");
        Cluster.JobJournal.Of("job").Select(l => l.Event).ShouldBe(["begin", "end"]);
        (await Client.GetAsync("/v1/jobs/job")).Refused("notFound");
    }

    [Fact]
    public async Task Given_a_worker_that_dies_in_the_middle_of_runs_When_it_comes_back_Then_they_are_lost_and_only_the_job_that_says_so_is_tried_again()
    {
        await StartAsync(new() { Nodes = 2 });
        await Client.DefineAsync("once", $"{JobsTest.Yearly},\"target\":\"node:node-b\",{Long}");
        await Client.DefineAsync("again", $"{JobsTest.Yearly},\"target\":\"node:node-b\",\"retries\":1,\"retryDelay\":\"00:00:00\",{Long}");
        await Client.RunAsync("once");
        await Client.RunAsync("again");
        int[] pids = [(await Cluster.JobJournal.HasBegunAsync("once", 1))[0].Pid, (await Cluster.JobJournal.HasBegunAsync("again", 1))[0].Pid];

        await Cluster.Workers["node-b"].KillAsync();
        await Until.IsAsync("the actions die with the worker", () => !pids.Any(ProcessTable.IsAlive));
        Cluster.Workers["node-b"].Start();

        (await Client.EndsAsync("once", JobRunState.Lost)).RetryAt.ShouldBeNull();
        var second = (await Cluster.JobJournal.HasBegunAsync("again", 2))[1];
        second.Attempt.ShouldBe(2);
        (await Client.RunsAsync("again")).Select(r => r.State).First().ShouldBe(JobRunState.Lost);
        Cluster.JobJournal.Begun("once").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_worker_that_dies_and_stays_away_When_its_runs_have_certainly_ended_Then_they_are_lost()
    {
        await StartAsync(new() { Nodes = 2, Profile = "fast" });
        await Client.DefineAsync("job", $"{JobsTest.Yearly},\"target\":\"node:node-b\",\"timeLimit\":\"00:00:02\",{Long}");
        await Client.RunAsync("job");
        await Cluster.JobJournal.HasBegunAsync("job", 1);

        await Cluster.Workers["node-b"].KillAsync();

        (await Client.EndsAsync("job", JobRunState.Lost)).Message!.ShouldContain("node-b");
    }

    [Fact]
    public async Task Given_a_run_on_the_active_node_When_the_role_moves_Then_the_run_ends_with_the_role()
    {
        await StartAsync(new() { Nodes = 2 });
        await Client.DefineAsync("job", $"{JobsTest.Yearly},{Long}");
        await Client.RunAsync("job");
        var line = (await Cluster.JobJournal.HasBegunAsync("job", 1))[0];
        var epoch = (await Client.StatusAsync()).Active!.Epoch;

        (await Client.PostAsync("/v1/cluster/switchover", """{"reason":"test"}""")).Accepted();

        (await Client.EndsAsync("job", JobRunState.Cancelled)).Message!.ShouldContain("role");
        ProcessTable.IsAlive(line.Pid).ShouldBeFalse();
        (await Cluster.IsActiveAfterAsync(epoch)).Active!.Node.ShouldNotBe(line.Node);
    }

    [Fact]
    public async Task Given_a_run_in_flight_When_its_result_comes_after_the_next_term_has_begun_Then_it_counts_once()
    {
        await StartAsync(new() { Nodes = 1, Profile = "fast" });
        await Client.DefineAsync("job", $$"""{{JobsTest.Yearly}},"target":"node:node-a","retries":2,"retryDelay":"00:00:00","arguments":{"seconds":"4"}""");
        await Client.RunAsync("job");
        await Cluster.JobJournal.HasBegunAsync("job", 1);
        var term = (await Client.StatusAsync()).Scheduler!.Term;

        await Cluster.ControlPlane.KillAsync();
        Cluster.ControlPlane.Start();

        await Cluster.ReachesAsync("a new term", status => status.Scheduler is { } scheduler && scheduler.Term > term);
        var ended = await Client.EndsAsync("job", JobRunState.Succeeded);
        (ended.Attempt, ended.Term, ended.ExitCode).ShouldBe((1, term, 0));
        Cluster.JobJournal.Of("job").Select(l => l.Event).ShouldBe(["begin", "end"]);
    }

    [Fact]
    public async Task Given_the_largest_arguments_for_as_many_runs_as_a_node_is_given_When_they_run_Then_the_node_reads_them_all_and_stays_healthy()
    {
        await StartAsync(new() { Nodes = 1 });
        var arguments = string.Join(",", Enumerable.Range(0, 16).Select(i => $"\"a{i:d2}\":\"{new string('\u00e4', 1_000)}\""));
        await Client.DefineAsync("large", $$"""{{JobsTest.Yearly}},"overlap":"allow","arguments":{"seconds":"3",{{arguments}}}""");

        for (var i = 0; i < RunReport.MostRuns; i++)
        {
            await Client.RunAsync("large");
        }

        await Client.RunsReachAsync("large", "all have succeeded", runs => runs.Count(r => r.State == JobRunState.Succeeded) == RunReport.MostRuns);
        (await Client.HistoryAsync()).ShouldNotContain(entry => entry.Type == "NodeSuspected");
    }
}
