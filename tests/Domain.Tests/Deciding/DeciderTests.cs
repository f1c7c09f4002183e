using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.Events;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Deciding;

public sealed class DeciderTests
{
    [Fact]
    public void Given_nothing_When_a_cluster_is_created_Then_it_begins_once() =>
        Given.Nothing.When(new CreateCluster("prod", "fast")).Then(new ClusterCreated("prod", "fast"))
            .When(new CreateCluster("other", "inedo")).ThenNothing();

    [Theory]
    [InlineData("", "fast", "'name'")]
    [InlineData("prod", "quick", "balanced")]
    public void Given_nothing_When_a_cluster_is_created_with_a_bad_value_Then_it_is_refused_with_the_bounds(string name, string profile, string named) =>
        Given.Nothing.When(new CreateCluster(name, profile)).ThenRefused(RefusalCodes.ValidationFailed, named);

    [Fact]
    public void Given_a_term_When_a_later_one_begins_Then_it_is_recorded_and_an_earlier_or_equal_one_is_refused_silently()
    {
        var world = Given.Cluster().When(new ActivateScheduler(2, "cp-2", "http://cp-2", "it was lost"))
            .Then([new SchedulerActivated(2, "cp-2", "http://cp-2", "it was lost"), .. BuiltInJobs.All.Select(j => new JobDefined(j.Name, j.Definition, false))]);
        world.When(new ActivateScheduler(3, "cp-1", "http://cp-1", "")).Then(new SchedulerActivated(3, "cp-1", "http://cp-1", ""));
        world.When(new ActivateScheduler(3, "cp-3", "http://cp-3", "")).ThenRefused(RefusalCodes.StaleTerm, "cp-1").Recorded.ShouldBeFalse();
        world.When(new ActivateScheduler(1, "cp-1", "http://cp-1", "")).ThenRefused(RefusalCodes.StaleTerm).Recorded.ShouldBeFalse();
        world.State.Instances.Keys.ShouldBe(["cp-1", "cp-2"]);
    }

    [Fact]
    public void Given_a_newer_term_When_the_older_one_judges_Then_it_is_fenced()
    {
        var world = Given.Cluster("a");
        var decision = Decider.Decide(world.State, new JudgeCluster(View.Of("a").Of(world)), world.Context(0));
        decision.ShouldBeOfType<Refused>().Code.ShouldBe(RefusalCodes.StaleTerm);
    }

    [Fact]
    public void Given_a_token_When_it_is_issued_again_Then_nothing_changes() =>
        Given.Cluster().When(new IssueToken("ci", "viewer", "abc")).Then(new TokenIssued("ci", "viewer", "abc")).When(new IssueToken("ci", "viewer", "abc")).ThenNothing();

    [Fact]
    public void Given_flags_When_they_are_switched_Then_each_change_is_one_event()
    {
        var world = Given.Cluster();
        world.When(new EnableHighAvailability()).ThenNothing();
        world.When(new EnableLoadBalancing()).ThenNothing();
        world.When(new DisableHighAvailability()).Then(new HighAvailabilityDisabled());
        world.When(new DisableLoadBalancing()).Then(new LoadBalancingDisabled());
        world.State.HighAvailability.ShouldBeFalse();
        world.State.LoadBalancing.ShouldBeFalse();
        world.When(new EnableHighAvailability()).Then(new HighAvailabilityEnabled());
        world.When(new EnableLoadBalancing()).Then(new LoadBalancingEnabled());
    }

    [Fact]
    public void Given_a_broker_When_it_goes_and_comes_Then_each_change_is_one_event()
    {
        var world = Given.Cluster();
        world.When(new NoteBroker("broker-1", null)).ThenNothing();
        world.When(new NoteBroker("broker-1", "refused")).Then(new BrokerLost("broker-1", "refused"));
        world.State.BrokerOutage.ShouldBe(new BrokerOutage("broker-1", Some.Time, "refused"));
        world.When(new NoteBroker("broker-1", "timed out")).ThenNothing();
        world.When(new NoteBroker("broker-1", null)).Then(new BrokerRecovered("broker-1"));
        world.State.BrokerOutage.ShouldBeNull();
    }

    [Fact]
    public void Given_automation_When_paused_and_resumed_Then_the_state_tells_until_when_and_by_whom()
    {
        var until = Some.Time.AddHours(1);
        var world = Given.Cluster().When(new PauseAutomation(until)).Then(new AutomationPaused(until));
        world.State.Pause.ShouldBe(new Pause(until, "because", "token:admin"));
        world.When(new PauseAutomation(null)).Then(new AutomationPaused(null))
            .When(new ResumeAutomation()).Then(new AutomationResumed(ByTime: false))
            .When(new ResumeAutomation()).ThenNothing();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(7 * 24 * 60 + 1)]
    public void Given_automation_When_paused_until_the_past_or_too_far_ahead_Then_it_is_refused(double minutes) =>
        Given.Cluster().When(new PauseAutomation(Some.Time.AddMinutes(minutes))).ThenRefused(RefusalCodes.ValidationFailed, "'until'", "7 days");

    [Fact]
    public void Given_a_cluster_When_settings_change_Then_the_generation_rises_by_one()
    {
        var world = Given.Cluster("a");
        world.When(new ChangeConfiguration(null, new Dictionary<string, string> { ["LEASE"] = "00:00:08" }, []))
            .Then(new ConfigurationChanged(1, null, [new("lease", null, "00:00:08", RestartPart.None)]));
        world.When(new ChangeConfiguration("a", new Dictionary<string, string> { ["priority"] = "7" }, []))
            .Then(new ConfigurationChanged(2, "a", [new("priority", null, "7", RestartPart.None)]));
        world.When(new ChangeConfiguration("a", new Dictionary<string, string> { ["priority"] = " 8" }, [])).ThenRefused(RefusalCodes.ValidationFailed, "priority", "-1000 to 1000");
        world.When(new ChangeConfiguration("x", new Dictionary<string, string>(), ["priority"])).ThenRefused(RefusalCodes.NotFound, "'x'", "a");
    }
}
