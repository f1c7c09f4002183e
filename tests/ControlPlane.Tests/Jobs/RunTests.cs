using System.Net;
using System.Text.Json;
using EventCluster.Contracts;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Jobs;
using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace EventCluster.ControlPlane.Tests.Jobs;

/// <summary>Jobs from their definition to the recorded outcome, over HTTP, with Quartz on a real file.</summary>
public sealed class RunTests
{
    private const string EverySecond = """{"action":"report","interval":"00:00:01","target":"all","overlap":"allow","arguments":{"kind":"daily"}}""";
    private const string Yearly = """{"action":"report","cron":"0 0 0 1 1 ?","target":"node:node-a","retries":1,"retryDelay":"00:00:00"}""";

    [Fact]
    public async Task Given_a_job_of_every_second_When_time_passes_Then_each_fire_time_runs_once_and_its_outcome_is_recorded()
    {
        await using var instance = await Instance.StartAsync();
        var worker = await FakeWorker.JoinAsync(instance, "node-a");
        await Instance.OkAsync(await JobEndpointTests.DefineAsync(instance, "job", EverySecond));

        await worker.BeatUntilAsync(instance, () => Runs(instance).Count(r => r.Status == Domain.Jobs.RunStatus.Succeeded) >= 4);

        var order = worker.Begun[0];
        (order.Job, order.Action, order.Arguments["kind"], order.NeedsRole, order.Cancel).ShouldBe(("job", "report", "daily", false, false));
        worker.Begun.Select(o => o.Run).ShouldBeUnique();
        worker.Begun.Select(o => o.FireTime).ShouldBeUnique();
        var page = JsonSerializer.Deserialize(await Instance.OkAsync(await instance.GetAsync("/v1/jobs/job/runs?limit=2")), WireJson.Default.JobRunPage)!;
        page.Items.Count.ShouldBe(2);
        page.Items[0].FireTime.ShouldBeGreaterThan(page.Items[1].FireTime);
        var rest = JsonSerializer.Deserialize(await Instance.OkAsync(await instance.GetAsync($"/v1/jobs/job/runs?after={page.Next}")), WireJson.Default.JobRunPage)!;
        var oldest = rest.Items.Last(r => r.State == JobRunState.Succeeded);
        (oldest.State, oldest.ExitCode, oldest.Output, oldest.Node, oldest.Attempt, oldest.Cause).ShouldBe((JobRunState.Succeeded, 0, "done", "node-a", 1, "schedule"));
        File.Exists(QuartzDatabase.PathOf(instance.Services.GetRequiredService<ControlPlaneSettings>())).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_run_that_fails_When_the_job_says_so_Then_it_is_tried_again_and_no_more()
    {
        await using var instance = await Instance.StartAsync();
        var worker = await FakeWorker.JoinAsync(instance, "node-a");
        worker.Does = order => new(order.Run, RunState.Failed, 3, "oops", null, TimeSpan.Zero);
        await Instance.OkAsync(await JobEndpointTests.DefineAsync(instance, "job", Yearly));

        using var first = await instance.PostAsync("/v1/jobs/job/run", headers: ("Idempotency-Key", "k"));
        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await instance.PostAsync("/v1/jobs/job/run", headers: ("Idempotency-Key", "k"))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await worker.BeatUntilAsync(instance, () => Runs(instance).Count(r => r.Status == Domain.Jobs.RunStatus.Failed) == 2);

        Runs(instance).Select(r => (r.Planned.Attempt, r.End!.ExitCode)).ShouldBe([(1, 3), (2, 3)]);
        worker.Begun.Count.ShouldBe(2);
        Ledger(instance).Book.Retries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_run_in_flight_When_it_is_cancelled_Then_its_node_is_told_and_the_end_is_recorded_once()
    {
        await using var instance = await Instance.StartAsync();
        var worker = await BusyAsync(instance);
        var run = worker.Begun[0].Run;

        using var cancelled = await instance.PostAsync($"/v1/jobs/job/runs/{run}/cancel");
        cancelled.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await worker.BeatUntilAsync(instance, () => worker.Orders is [{ Cancel: true }]);
        worker.Report(new(run, RunState.Cancelled, null, "half", "It was cancelled.", TimeSpan.FromSeconds(1)));
        await worker.BeatUntilAsync(instance, () => worker.Orders.Length == 0);

        Runs(instance).Single().Status.ShouldBe(Domain.Jobs.RunStatus.Cancelled);
        worker.Report(new(run, RunState.Succeeded, 0, "late", null, TimeSpan.FromSeconds(1)));
        await worker.BeatAsync(instance);
        await worker.BeatAsync(instance);
        Runs(instance).Single().Status.ShouldBe(Domain.Jobs.RunStatus.Cancelled);
        await Instance.ProblemAsync(await instance.PostAsync($"/v1/jobs/job/runs/{run}/cancel"), HttpStatusCode.Conflict, ProblemCodes.Conflict);
        await Instance.ProblemAsync(await instance.PostAsync($"/v1/jobs/job/runs/{Guid.CreateVersion7()}/cancel"), HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Fact]
    public async Task Given_a_run_in_flight_When_its_worker_starts_anew_Then_it_is_lost_and_tried_again_on_the_new_process()
    {
        await using var instance = await Instance.StartAsync();
        var worker = await BusyAsync(instance);

        var anew = await worker.RestartAsync(instance);
        await anew.BeatUntilAsync(instance, () => Runs(instance) is [{ Status: Domain.Jobs.RunStatus.Lost }, { Status: Domain.Jobs.RunStatus.Succeeded }]);

        anew.Begun.Select(o => o.Attempt).ShouldBe([2]);
    }

    [Fact]
    public async Task Given_a_job_When_it_is_removed_while_it_runs_Then_the_run_goes_on_to_its_end()
    {
        await using var instance = await Instance.StartAsync();
        var worker = await BusyAsync(instance);

        await Instance.OkAsync(await instance.SendAsync(HttpMethod.Delete, "/v1/jobs/job"));
        await worker.BeatUntilAsync(instance, () => worker.Orders.Length == 1);
        worker.Orders.Single().Cancel.ShouldBeFalse();
        worker.Report(new(worker.Begun[0].Run, RunState.Failed, 1, "", null, TimeSpan.Zero));
        await worker.BeatUntilAsync(instance, () => Runs(instance) is [{ Status: Domain.Jobs.RunStatus.Failed }]);

        Ledger(instance).Book.Retries.ShouldBeEmpty("a removed job is not tried again");
    }

    /// <summary>A worker that has begun a run, and says so.</summary>
    private static async Task<FakeWorker> BusyAsync(Instance instance)
    {
        var worker = await FakeWorker.JoinAsync(instance, "node-a");
        worker.Does = order => new(order.Run, RunState.Running, null, null, null, TimeSpan.Zero);
        await Instance.OkAsync(await JobEndpointTests.DefineAsync(instance, "job", Yearly));
        await instance.PostAsync("/v1/jobs/job/run");
        await worker.BeatUntilAsync(instance, () => Runs(instance) is [{ Status: Domain.Jobs.RunStatus.Running }]);
        return worker;
    }

    internal static RunLedger Ledger(Instance instance) => instance.Services.GetRequiredService<RunLedger>();

    internal static IReadOnlyList<Domain.Jobs.Run> Runs(Instance instance, string job = "job") => Ledger(instance).Book.Jobs.GetValueOrDefault(job)?.Recent ?? [];
}
