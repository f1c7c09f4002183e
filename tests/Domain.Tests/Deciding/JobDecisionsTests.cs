using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.Events;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Deciding;

public sealed class JobDecisionsTests
{
    private static readonly JobDefinition Definition = new(
        new("0 0 * * * ?", null, null), "all", "report", new Dictionary<string, string> { ["a"] = "b" }, TimeSpan.FromMinutes(1), OverlapPolicy.Forbid, MisfirePolicy.Skip, 0,
        TimeSpan.Zero);

    [Fact]
    public void Given_no_node_yet_When_a_job_is_defined_Then_its_action_is_taken_on_trust() =>
        Given.Cluster().When(new DefineJob("job", Definition, false)).Then(new JobDefined("job", Definition, false));

    [Fact]
    public void Given_nodes_that_do_not_offer_the_action_When_a_job_is_defined_Then_it_is_refused_with_the_remedy() =>
        Given.Cluster("a").When(new DefineJob("job", Definition, false)).ThenRefused(RefusalCodes.ValidationFailed, "report", "worker's own configuration");

    [Theory]
    [InlineData("")]
    [InlineData("Job")]
    [InlineData("a/b")]
    public void Given_a_bad_name_When_a_job_is_defined_Then_it_stays_out_of_the_history(string name) =>
        Given.Cluster().When(new DefineJob(name, Definition, false)).ThenRefused(RefusalCodes.ValidationFailed, "63").Recorded.ShouldBeFalse();

    [Fact]
    public void Given_a_job_When_it_changed_after_the_version_that_was_seen_Then_412_and_otherwise_not()
    {
        var world = Given.Cluster().When(new DefineJob("job", Definition, false)).Then(new JobDefined("job", Definition, false));
        var seen = world.State.Jobs["job"].Version;
        world.Happened(new LoadBalancingDisabled());
        world.When(new PauseJob("job", seen)).Then(new JobPaused("job"));
        world.When(new ResumeJob("job", seen)).ThenRefused(RefusalCodes.PreconditionFailed, "changed at version").Recorded.ShouldBeFalse();
        world.When(new ResumeJob("job", world.State.Version)).Then(new JobResumed("job"));
        world.When(new DefineJob("other", Definition, false, Seen: 1)).ThenRefused(RefusalCodes.PreconditionFailed, "no job 'other'");
    }

    [Fact]
    public void Given_a_job_When_it_is_defined_with_the_same_schedule_Then_its_fire_times_stay()
    {
        var world = Given.Cluster().Happened(new JobDefined("job", Definition, false));
        var before = world.State.Jobs["job"];
        world.Now = world.Now.AddMinutes(5);
        world.Happened(new JobDefined("job", Definition with { Retries = 3 }, false));
        var after = world.State.Jobs["job"];
        (after.Since, after.Anchor).ShouldBe((before.Since, before.Anchor));
        world.Happened(new JobPaused("job"), new JobResumed("job"));
        world.State.Jobs["job"].Since.ShouldBe(world.Now);
    }

    [Fact]
    public void Given_a_cancelled_run_When_it_is_cancelled_again_Then_nothing_changes() =>
        Given.Cluster().When(new CancelJobRun("job", Some.Id("run"))).Then(new JobRunCancelRequested("job", Some.Id("run"))).State.CancelledRuns.ShouldBe([Some.Id("run")]);

    [Theory]
    [InlineData("remove")]
    [InlineData("pause")]
    [InlineData("run")]
    public void Given_no_such_job_When_something_is_asked_of_it_Then_it_is_not_found(string what) =>
        Given.Cluster().When(what switch { "remove" => new RemoveJob("job"), "pause" => new PauseJob("job"), _ => (JobCommand)new RunJob("job") })
            .ThenRefused(RefusalCodes.NotFound, "no job 'job'");
}
