using System.Net;
using System.Text.Json;
using EventCluster.Contracts;
using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Errors;
using EventCluster.Domain.Jobs;
using EventCluster.StreamStore.InMemory;

namespace EventCluster.ControlPlane.Tests.Jobs.BuiltIn;

/// <summary>Jobs that every cluster has, from the list to the recorded outcome.</summary>
public sealed class BuiltInJobTests
{
    [Fact]
    public async Task Given_a_new_cluster_When_its_jobs_are_listed_Then_the_built_in_ones_are_there_and_each_can_be_run()
    {
        await using var instance = await Instance.StartAsync();
        var jobs = JsonSerializer.Deserialize(await Instance.OkAsync(await instance.GetAsync("/v1/jobs")), WireJson.Default.JobList)!.Items;

        jobs.Select(j => j.Name).ShouldBe(BuiltInJobs.All.Select(j => j.Name), ignoreOrder: true);
        jobs.ShouldAllBe(j => j.Target == "controlPlane" && j.BuiltIn!.Length > 0 && j.NextFireTimes.Count > 0);
        foreach (var job in jobs)
        {
            await instance.PostAsync($"/v1/jobs/{job.Name}/run");
            await Instance.Until(() => RunTests.Runs(instance, job.Name) is [{ End: not null }]);
        }

        foreach (var run in BuiltInJobs.All.Select(job => RunTests.Runs(instance, job.Name).Single()))
        {
            (run.Status, run.Node).ShouldBe((RunStatus.Succeeded, "controlPlane:cp-1"), run.End!.Message);
            run.End.Output.ShouldNotBeNullOrEmpty();
        }

        var metrics = await Instance.OkAsync(await instance.GetAsync("/metrics", token: null));
        metrics.ShouldContain($"eventcluster_job_runs_total{{outcome=\"succeeded\"}} {BuiltInJobs.All.Count}\n");
    }

    [Fact]
    public async Task Given_a_built_in_job_When_it_is_adjusted_paused_and_removed_Then_only_the_last_is_refused()
    {
        await using var instance = await Instance.StartAsync();

        await Instance.OkAsync(await JobEndpointTests.DefineAsync(instance, "heartbeat-retention", """{"interval":"00:30:00","arguments":{"age":"01:00:00"}}"""));
        await instance.CommandAsync("/v1/jobs/heartbeat-retention/pause");
        var adjusted = await JobEndpointTests.JobAsync(instance, "heartbeat-retention");
        using var removed = await instance.SendAsync(HttpMethod.Delete, "/v1/jobs/heartbeat-retention");

        (adjusted.Interval, adjusted.Arguments["age"], adjusted.Paused, adjusted.Target).ShouldBe((TimeSpan.FromMinutes(30), "01:00:00", true, "controlPlane"));
        (await Instance.ProblemAsync(removed, HttpStatusCode.Conflict, ProblemCodes.Conflict)).Detail.ShouldContain("Pause it");
    }

    [Theory]
    [InlineData("heartbeat-retention", """{"interval":"00:30:00","arguments":{"age":"00:00:01"}}""", "00:10:00")]
    [InlineData("heartbeat-retention", """{"interval":"00:30:00","arguments":{"count":"all"}}""", "whole number")]
    [InlineData("run-retention", """{"interval":"00:30:00","arguments":{"size":"1"}}""", "age, count")]
    [InlineData("store-check", """{"interval":"00:30:00","target":"all"}""", "runs on the control plane")]
    [InlineData("store-check", """{"interval":"00:30:00","action":"report"}""", "built in")]
    [InlineData("other", """{"interval":"00:30:00","action":"report","target":"controlPlane"}""", "only built-in jobs")]
    public async Task Given_what_a_built_in_job_cannot_be_When_it_is_put_Then_the_bound_is_named(string name, string body, string bound)
    {
        await using var instance = await Instance.StartAsync();

        var problem = await Instance.ProblemAsync(await JobEndpointTests.DefineAsync(instance, name, body), HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed);

        problem.Errors!.SelectMany(e => e.Value).ShouldContain(why => why.Contains(bound));
    }

    [Fact]
    public async Task Given_two_instances_When_one_makes_a_checkpoint_Then_both_keep_it_and_say_so_when_they_verify()
    {
        await using InMemoryStreamStore store = new();
        await using var first = await Instance.StartAsync(store);
        await using var second = await Instance.StartAsync(store, acts: false, name: "cp-2");

        await first.PostAsync("/v1/jobs/audit-checkpoint/run");
        await Instance.Until(() => RunTests.Runs(first, "audit-checkpoint") is [{ End: not null }]);

        await Instance.Until(() => File.Exists(Path.Combine(second.Folder, "checkpoints", "cp-2.jsonl")));
        foreach (var instance in new[] { first, second })
        {
            var verified = JsonSerializer.Deserialize(await Instance.OkAsync(await instance.GetAsync("/v1/audit/verify")), WireJson.Default.AuditVerification)!;
            verified.Intact.ShouldBeTrue();
            (verified.Checkpoints!.Compared, verified.Checkpoints.Unverifiable).ShouldBe((1, 0));
            verified.Checkpoints.Newest!.Value.ShouldBeLessThanOrEqualTo(verified.Head!.Version);
        }
    }

    [Fact]
    public async Task Given_a_checkpoint_beyond_the_end_When_the_store_is_checked_Then_the_run_fails_and_everyone_is_told()
    {
        await using var instance = await Instance.StartAsync();
        await instance.PostAsync("/v1/jobs/audit-checkpoint/run");
        await Instance.Until(() => RunTests.Runs(instance, "audit-checkpoint") is [{ End: not null }]);
        var file = Path.Combine(instance.Folder, "checkpoints", "cp-1.jsonl");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Instance.Cancellation)).Replace("\"version\":", "\"version\":9", StringComparison.Ordinal), Instance.Cancellation);

        await instance.PostAsync("/v1/jobs/store-check/run");
        await Instance.Until(() => RunTests.Runs(instance, "store-check") is [{ End: not null }, ..]);

        RunTests.Runs(instance, "store-check")[0].Status.ShouldBe(RunStatus.Failed);
        (await instance.StatusAsync()).Health.Findings.ShouldContain(f => f.Code == "storeCheckFailed" && f.Severity == HealthState.Critical);
    }
}
