using System.Net;
using EventCluster.Contracts.Errors;

namespace EventCluster.ControlPlane.Tests.Http;

/// <summary>What all commands over HTTP have in common.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private Instance _instance = null!;

    public async ValueTask InitializeAsync() => _instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => _instance.DisposeAsync();

    [Fact]
    public async Task Given_a_flag_When_it_is_switched_twice_Then_the_second_time_changes_nothing()
    {
        var first = await _instance.CommandAsync("/v1/cluster/ha/disable");
        var second = await _instance.CommandAsync("/v1/cluster/ha/disable", """{"reason":"again"}""");

        first.Changed.ShouldBeTrue();
        first.Events.ShouldHaveSingleItem().Type.ShouldBe("HighAvailabilityDisabled");
        second.Changed.ShouldBeFalse();
        second.Events.ShouldBeEmpty();
        (await _instance.StatusAsync()).HighAvailability.Enabled.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_key_When_the_same_command_comes_again_Then_it_has_one_effect_and_the_same_answer()
    {
        var key = ("Idempotency-Key", "disable it");
        var first = await _instance.CommandAsync("/v1/cluster/ha/disable", null, key);
        await _instance.CommandAsync("/v1/cluster/ha/enable");
        var again = await _instance.CommandAsync("/v1/cluster/ha/disable", null, key);

        again.Events.ShouldBe(first.Events);
        again.CorrelationId.ShouldBe(first.CorrelationId);
        again.Version.ShouldBe(first.Version);
        (await _instance.StatusAsync()).HighAvailability.Enabled.ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_used_key_When_it_comes_with_another_body_Then_it_is_refused()
    {
        var key = ("Idempotency-Key", "k");
        await _instance.CommandAsync("/v1/cluster/ha/disable", """{"reason":"one"}""", key);
        var response = await _instance.PostAsync("/v1/cluster/ha/disable", """{"reason":"two"}""", Instance.Admin, key);

        await Instance.ProblemAsync(response, HttpStatusCode.Conflict, ProblemCodes.IdempotencyKeyReused);
    }

    [Fact]
    public async Task Given_a_used_key_When_another_sender_uses_it_Then_it_is_another_command()
    {
        var key = ("Idempotency-Key", "shared");
        await _instance.CommandAsync("/v1/cluster/ha/disable", null, key);
        var response = await _instance.PostAsync("/v1/cluster/ha/enable", null, Instance.Operator, key);

        (await Instance.OkAsync(response)).ShouldContain("\"changed\":true");
    }

    [Fact]
    public async Task Given_a_key_that_is_too_long_When_it_is_used_Then_it_is_refused() => await Instance.ProblemAsync(
        await _instance.PostAsync("/v1/cluster/ha/disable", null, Instance.Admin, ("Idempotency-Key", new string('k', 129))),
        HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed);

    [Fact]
    public async Task Given_an_old_version_When_it_is_demanded_Then_the_command_is_refused_and_changes_nothing()
    {
        var seen = (await _instance.StatusAsync()).Version;
        await _instance.CommandAsync("/v1/cluster/load-balancing/disable", null, ("If-Match", $"\"{seen}\""));
        var stale = await _instance.PostAsync("/v1/cluster/ha/disable", null, Instance.Admin, ("If-Match", $"\"{seen}\""));

        var problem = await Instance.ProblemAsync(stale, HttpStatusCode.PreconditionFailed, ProblemCodes.PreconditionFailed);
        problem.Detail.ShouldContain($"{seen}");
        (await _instance.StatusAsync()).HighAvailability.Enabled.ShouldBeTrue();
    }

    [Theory]
    [InlineData("42")]
    [InlineData("W/\"42\"")]
    [InlineData("\"forty-two\"")]
    public async Task Given_an_If_Match_that_is_no_version_When_it_is_used_Then_it_is_refused(string tag) => await Instance.ProblemAsync(
        await _instance.PostAsync("/v1/cluster/ha/disable", null, Instance.Admin, ("If-Match", tag)), HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed);

    [Fact]
    public async Task Given_a_dry_run_When_it_is_answered_Then_the_outcome_shows_and_nothing_happens()
    {
        var reply = await _instance.CommandAsync("/v1/cluster/ha/disable?dryRun=true");

        reply.Changed.ShouldBeTrue();
        reply.Events.ShouldHaveSingleItem().Type.ShouldBe("HighAvailabilityDisabled");
        (await _instance.StatusAsync()).HighAvailability.Enabled.ShouldBeTrue();
    }

    [Theory]
    [InlineData("/v1/cluster/switchover")]
    [InlineData("/v1/cluster/failover")]
    [InlineData("/v1/nodes/node-a/drain")]
    [InlineData("/v1/nodes/node-a/restart")]
    public async Task Given_a_command_that_can_interrupt_When_it_has_no_reason_Then_it_is_refused(string path)
    {
        var problem = await Instance.ProblemAsync(await _instance.PostAsync(path, """{"reason":" "}"""), HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed);

        problem.Errors!.Keys.ShouldContain("reason");
    }

    [Theory]
    [InlineData("/v1/nodes/ghost/drain")]
    [InlineData("/v1/nodes/ghost/resume")]
    [InlineData("/v1/nodes/ghost/restart")]
    public async Task Given_an_unknown_node_When_it_is_named_Then_the_answer_says_so(string path)
    {
        var problem = await Instance.ProblemAsync(await _instance.PostAsync(path, """{"reason":"test"}"""), HttpStatusCode.NotFound, ProblemCodes.NotFound);

        problem.Detail.ShouldContain("ghost");
    }

    [Fact]
    public async Task Given_a_pause_in_the_past_When_it_is_asked_for_Then_it_is_refused()
    {
        var problem = await Instance.ProblemAsync(
            await _instance.PostAsync("/v1/cluster/pause", """{"until":"2020-01-01T00:00:00Z"}"""), HttpStatusCode.BadRequest, ProblemCodes.ValidationFailed);

        problem.Errors!.Keys.ShouldContain("until");
    }

    [Fact]
    public async Task Given_a_command_When_it_is_done_Then_the_history_names_who_why_and_from_where()
    {
        var reply = await _instance.CommandAsync("/v1/cluster/ha/disable", """{"reason":"maintenance window"}""");
        var history = await Instance.OkAsync(await _instance.GetAsync($"/v1/audit?correlationId={reply.CorrelationId}"));

        history.ShouldContain("\"actor\":\"token:admin\"");
        history.ShouldContain("\"reason\":\"maintenance window\"");
        history.ShouldContain("\"source\":\"127.0.0.1\"");
    }
}
