using EventCluster.EndToEnd.Tests.Clusters;

namespace EventCluster.EndToEnd.Tests.Jobs;

/// <summary>What a whole cluster refuses of jobs, and how it says so.</summary>
public sealed class JobRefusalTests : ClusterTest
{
    private static readonly (string Body, string Field, string Says)[] Wrong =
    [
        ("""{"action":"rm","interval":"00:00:01"}""", "action", "journal"),
        ("""{"action":"Rm -rf","interval":"00:00:01"}""", "action", "lower-case"),
        ("""{"action":"journal","interval":"00:00:01","target":"node:node-z"}""", "target", "node-a"),
        ("""{"action":"journal","cron":"0 0 0 1 1 ?","timeZone":"Europe/Atlantis"}""", "timeZone", "Europe/Atlantis"),
        ("""{"action":"journal","cron":"every day"}""", "cron", "every day"),
        ("""{"action":"journal","cron":"0 0 0 31 2 ?"}""", "cron", "never fires"),
        ("""{"action":"journal","interval":"00:00:01","timeLimit":"00:00:00"}""", "timeLimit", "00:00:01"),
        ("""{"action":"journal","interval":"00:00:01","arguments":{"1st":"x"}}""", "arguments", "begin with a digit"),
        ("""{"action":"journal"}""", "schedule", "neither"),
    ];

    [Fact]
    public async Task Given_what_cannot_be_a_job_When_it_is_defined_Then_the_refusal_names_the_value_and_the_bound_and_nothing_is_defined()
    {
        await StartAsync(new() { Nodes = 1 });

        foreach (var (body, field, says) in Wrong)
        {
            var problem = (await Client.SendAsync(HttpMethod.Put, "/v1/jobs/job", body)).Refused("validationFailed");
            problem.Errors!.Keys.ShouldContain(field, body);
            problem.Errors[field][0].ShouldContain(says);
        }

        (await Client.GetAsync("/v1/jobs/job")).Refused("notFound");
        (await Client.PostAsync("/v1/jobs/job/run")).Refused("notFound");
    }

    [Fact]
    public async Task Given_two_definitions_of_the_same_version_When_both_are_sent_Then_the_second_is_refused()
    {
        await StartAsync(new() { Nodes = 1 });
        await Client.DefineAsync("job", JobsTest.Yearly);
        var seen = (await Client.GetAsync("/v1/jobs/job")).Read(Contracts.WireJson.Default.JobView).Version;
        Task<Reply> Define(int retries) => Client.SendAsync(
            HttpMethod.Put, "/v1/jobs/job", $$"""{"action":"journal",{{JobsTest.Yearly}},"retries":{{retries}}}""", match: seen);

        var replies = await Task.WhenAll(Define(1), Define(2));

        replies.Count(reply => reply.Status == System.Net.HttpStatusCode.OK).ShouldBe(1);
        replies.Single(reply => reply.Status != System.Net.HttpStatusCode.OK).Refused("preconditionFailed");
    }
}
