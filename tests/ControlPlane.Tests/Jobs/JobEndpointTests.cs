using System.Net;
using System.Text.Json;
using EventCluster.Contracts;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Jobs;

namespace EventCluster.ControlPlane.Tests.Jobs;

public sealed class JobEndpointTests
{
    private const string Nightly = """{"action":"report","cron":"0 30 2 * * ?","timeZone":"Europe/Vienna","target":"all","reason":"a test"}""";

    [Fact]
    public async Task Given_a_definition_When_it_is_put_Then_it_is_shown_with_its_next_fire_times()
    {
        await using var instance = await Instance.StartAsync();
        (await DefineAsync(instance, "nightly", Nightly)).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var response = await instance.GetAsync("/v1/jobs/nightly");
        var job = JsonSerializer.Deserialize(await Instance.OkAsync(response), WireJson.Default.JobView)!;

        (job.Cron, job.TimeZone, job.Target, job.Overlap, job.Misfire, job.Paused).ShouldBe(("0 30 2 * * ?", "Europe/Vienna", "all", JobOverlap.Forbid, JobMisfire.Skip, false));
        job.NextFireTimes.Count.ShouldBe(5);
        job.NextFireTimes.ShouldAllBe(t => TimeZoneInfo.ConvertTimeFromUtc(t, TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna")).TimeOfDay == new TimeSpan(2, 30, 0));
        response.Headers.ETag!.Tag.ShouldBe($"\"{job.Version}\"");
        (await DefineAsync(instance, "nightly", Nightly)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await JobAsync(instance, "nightly")).Version.ShouldBe(job.Version, "the same again changes nothing");
    }

    [Theory]
    [InlineData("""{"cron":"0 0 * * * ?"}""", "action", "missing")]
    [InlineData("""{"action":"report","cron":"now and then"}""", "cron", "six or seven fields")]
    [InlineData("""{"action":"report","cron":"0 0 0 1 1 ? 1999"}""", "cron", "never fires")]
    [InlineData("""{"action":"report","cron":"0 0 0 30 2 ?"}""", "cron", "never fires")]
    [InlineData("""{"action":"report","cron":"0 0 * * * ?","timeZone":"Mars/Olympus"}""", "timeZone", "IANA")]
    [InlineData("""{"action":"report"}""", "schedule", "neither")]
    [InlineData("""{"action":"report","interval":"00:00:00.5"}""", "interval", "00:00:01")]
    [InlineData("""{"action":"report","interval":"00:01:00","timeLimit":"00:00:00"}""", "timeLimit", "00:00:01")]
    [InlineData("""{"action":"report","interval":"00:01:00","timeLimit":"1.00:00:01"}""", "timeLimit", "1.00:00:00")]
    [InlineData("""{"action":"report","interval":"00:01:00","target":"node:nobody"}""", "target", "nobody")]
    [InlineData("""{"action":"report","interval":"00:01:00","target":"some"}""", "target", "node:NAME")]
    [InlineData("""{"action":"rm -rf","interval":"00:01:00"}""", "action", "lower-case")]
    [InlineData("""{"action":"format","interval":"00:01:00"}""", "action", "cleanup, report")]
    [InlineData("""{"action":"report","interval":"00:01:00","arguments":{"1a":"b"}}""", "arguments", "1a")]
    [InlineData("""{"action":"report","interval":"00:01:00","retries":11}""", "retries", "10")]
    [InlineData("""{"action":"report","interval":"00:01:00","every":1}""", "every", "every")]
    public async Task Given_a_value_that_cannot_be_When_it_is_put_Then_it_is_named_with_its_bound(string body, string name, string bound)
    {
        await using var instance = await Instance.StartAsync();
        await FakeWorker.JoinAsync(instance, "node-a");

        var problem = await Instance.ProblemAsync(await DefineAsync(instance, "job", body), HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed);

        $"{problem.Detail} {string.Join(' ', problem.Errors?.SelectMany(e => e.Value.Prepend(e.Key)) ?? [])}".ShouldContain(name);
        $"{problem.Detail} {string.Join(' ', problem.Errors?.SelectMany(e => e.Value) ?? [])}".ShouldContain(bound);
    }

    [Fact]
    public async Task Given_two_definitions_that_race_When_both_name_the_same_version_Then_the_second_gets_412()
    {
        await using var instance = await Instance.StartAsync();
        await DefineAsync(instance, "job", Nightly);
        var version = (await JobAsync(instance, "job")).Version;

        (await DefineAsync(instance, "job", Nightly.Replace(" 2 ", " 3 ", StringComparison.Ordinal), ("If-Match", $"\"{version}\""))).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var second = await DefineAsync(instance, "job", Nightly.Replace(" 2 ", " 4 ", StringComparison.Ordinal), ("If-Match", $"\"{version}\""));

        (await Instance.ProblemAsync(second, HttpStatusCode.PreconditionFailed, ProblemCodes.PreconditionFailed)).Detail.ShouldContain("was changed at version");
        (await JobAsync(instance, "job")).Cron.ShouldBe("0 30 3 * * ?");
    }

    [Fact]
    public async Task Given_a_job_When_it_is_paused_resumed_and_removed_Then_each_shows()
    {
        await using var instance = await Instance.StartAsync();
        await DefineAsync(instance, "job", Nightly);

        await instance.CommandAsync("/v1/jobs/job/pause");
        var paused = await JobAsync(instance, "job");
        (paused.Paused, paused.NextFireTimes.Count).ShouldBe((true, 0));
        await instance.CommandAsync("/v1/jobs/job/resume");
        (await JobAsync(instance, "job")).Paused.ShouldBeFalse();
        await Instance.OkAsync(await instance.SendAsync(HttpMethod.Delete, "/v1/jobs/job"));
        await Instance.ProblemAsync(await instance.GetAsync("/v1/jobs/job"), HttpStatusCode.NotFound, ProblemCodes.NotFound);
        await Instance.ProblemAsync(await instance.PostAsync("/v1/jobs/job/run"), HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Fact]
    public async Task Given_a_viewer_When_it_defines_or_runs_a_job_Then_it_is_forbidden()
    {
        await using var instance = await Instance.StartAsync();
        await Instance.ProblemAsync(await instance.SendAsync(HttpMethod.Put, "/v1/jobs/job", Instance.Operator, Nightly), HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        await Instance.ProblemAsync(await instance.PostAsync("/v1/jobs/job/run", token: Instance.Viewer), HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    internal static Task<HttpResponseMessage> DefineAsync(Instance instance, string name, string body, params (string, string)[] headers) =>
        instance.SendAsync(HttpMethod.Put, $"/v1/jobs/{name}", Instance.Admin, body, headers: headers);

    internal static async Task<JobView> JobAsync(Instance instance, string name) =>
        JsonSerializer.Deserialize(await Instance.OkAsync(await instance.GetAsync($"/v1/jobs/{name}")), WireJson.Default.JobView)!;
}
