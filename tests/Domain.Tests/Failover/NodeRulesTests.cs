using EventCluster.Domain.Events;
using EventCluster.Domain.State;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Failover;

/// <summary>Who is alive, and what nodes report. Profile <c>balanced</c>: suspect after 2.5 s, lost after 5 s.</summary>
public sealed class NodeRulesTests
{
    [Theory]
    [InlineData(2.4, "")]
    [InlineData(2.5, "NodeSuspected")]
    [InlineData(4.9, "NodeSuspected")]
    [InlineData(5, "NodeSuspected NodeLost")]
    public void Given_a_healthy_node_When_it_is_silent_Then_it_is_suspect_and_then_lost(double silence, string events) =>
        string.Join(' ', Given.Active("a", "b").Judge(View.Term(3600).Active("a").Heard("b", silence)).Names()).ShouldBe(events);

    [Theory]
    [InlineData(2.4, "")]
    [InlineData(2.5, "NodeSuspected")]
    [InlineData(5, "NodeSuspected NodeLost")]
    public void Given_a_young_term_When_a_node_was_not_heard_in_it_Then_its_silence_is_as_old_as_the_term(double age, string events) =>
        string.Join(' ', Given.Active("a", "b").Judge(View.Term(age).Active("a")).Names()).ShouldBe(events);

    [Fact]
    public void Given_a_suspect_node_When_its_silence_goes_on_Then_it_is_lost_and_when_it_is_heard_it_recovers()
    {
        var world = Given.Active("a", "b").Happened(new NodeSuspected("b", ""));
        world.Judge(View.Of().Active("a").Heard("b", 5)).ShouldBe([new NodeLost("b", "b was not heard for 5 s; lostAfter is 5 s.")]);
        world.Judge(View.Of().Active("a").Heard("b", 0)).ShouldBe([new NodeRecovered("b", NodeLife.Lost)]);
    }

    [Fact]
    public void Given_an_old_term_When_a_node_has_just_joined_Then_it_is_not_lost_before_it_could_be_heard()
    {
        var world = Given.Active("a").Happened(new NodeJoined("b", Some.Facts("b"), "t"));
        world.Judge(View.Of().Active("a").Joined("b", 1)).ShouldBeEmpty();
        world.Judge(View.Of().Active("a").Joined("b", 5)).Names().ShouldBe(["NodeLost"]);
    }

    [Fact]
    public void Given_a_stalled_judge_When_nodes_were_not_heard_Then_silence_proves_nothing_but_a_heartbeat_does()
    {
        var world = Given.Active("a", "b", "c").Happened(new NodeSuspected("c", ""));
        world.Judge(View.Of().Active("a", since: 60).Heard("b", 60).Heard("c").Stalled()).Names().ShouldBe(["NodeRecovered"]);
    }

    [Fact]
    public void Given_a_heartbeat_of_an_older_process_When_judged_Then_it_does_not_count()
    {
        var world = Given.Active("a", "b").Happened(new NodeRestarted("b", Some.Facts("b", 2), "t"));
        world.Judge(View.Of().Active("a").Heard("b", boot: 1).Joined("b", 0)).ShouldBeEmpty();
        world.Judge(View.Of().Active("a").Heard("b", boot: 2)).ShouldBe([new NodeRecovered("b", NodeLife.Joining)]);
    }

    [Fact]
    public void Given_a_node_that_leaves_When_judged_Then_it_has_left_and_its_last_report_changes_nothing_more()
    {
        var world = Given.Active("a", "b").Happened(new NodeConfigurationApplied("b", 0, 3));
        world.Judge(View.Of().Active("a").Heard("b", leaving: true, service: 3, checks: [new("storage:/x", NodeCheckStatus.Failed, "")])).ShouldBe([new NodeLeft("b")]);
        world.Judge(View.Of().Active("a").Heard("b", 600, leaving: true)).ShouldBeEmpty();
    }

    [Fact]
    public void Given_checks_When_only_a_message_changes_Then_nothing_is_recorded_but_an_outcome_is()
    {
        var world = Given.Active("a", "b");
        world.Judge(View.Of().Active("a").Heard("b", checks: [new("storage:/x", NodeCheckStatus.Passed, "5 GB free")])).Names().ShouldBe(["NodeChecksChanged"]);
        world.Judge(View.Of().Active("a").Heard("b", checks: [new("storage:/x", NodeCheckStatus.Passed, "4 GB free")])).ShouldBeEmpty();
        world.Judge(View.Of().Active("a").Heard("b", checks: [new("storage:/x", NodeCheckStatus.Failed, "no space")])).Names().ShouldBe(["NodeChecksChanged"]);
        world.State.Nodes["b"].Checks.ShouldBe([new("storage:/x", NodeCheckStatus.Failed, "no space")]);
    }

    [Fact]
    public void Given_reports_When_generations_or_a_restart_are_new_Then_they_are_recorded()
    {
        var world = Given.Active("a", "b").Happened(new NodeRestartRequested("b", Some.Id("r")));
        world.Judge(View.Of().Active("a").Heard("b", web: 4, restartDone: Some.Id("other"))).ShouldBe([new NodeConfigurationApplied("b", 4, null)]);
        world.Judge(View.Of().Active("a").Heard("b", restartDone: Some.Id("r"))).ShouldBe([new NodeRestartCompleted("b", Some.Id("r"))]);
    }

    [Fact]
    public void Given_a_pause_with_an_end_When_the_time_is_over_Then_it_ends_by_itself_but_a_newer_pause_does_not()
    {
        var world = Given.Active("a").Happened(new AutomationPaused(Some.Time.AddMinutes(1)));
        world.Judge(View.Of().Active("a")).ShouldBeEmpty();
        world.Judge(View.Of().Active("a").PauseOver()).ShouldBeEmpty("the view is older than the pause");
        world.Now = Some.Time.AddMinutes(1);
        world.Judge(View.Of().Active("a").PauseOver()).ShouldBe([new AutomationResumed(ByTime: true)]);
        world.Happened(new AutomationPaused(null)).Judge(View.Of().Active("a").PauseOver()).ShouldBeEmpty();
    }
}
