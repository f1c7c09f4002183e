using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.Events;
using EventCluster.Domain.State;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Deciding;

public sealed class MoveDecisionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("b")]
    public void Given_an_active_node_When_a_switchover_is_asked_for_Then_the_move_begins_and_only_once(string? to)
    {
        var world = Given.Active("a", "b").When(new RequestSwitchover(to)).Then(new SwitchoverStarted("a", to));
        world.State.ShallBeActive(world.State.Nodes["a"]).ShouldBeFalse();
        world.When(new RequestSwitchover(to == "b" ? null : "b")).ThenRefused(RefusalCodes.Conflict, "goes on");
    }

    [Fact]
    public void Given_an_active_node_When_it_is_asked_to_switch_to_itself_Then_nothing_happens() =>
        Given.Active("a", "b").When(new RequestSwitchover("a")).ThenNothing();

    [Fact]
    public void Given_no_active_node_When_a_switchover_is_asked_for_Then_it_gives_the_role() =>
        Given.Cluster("a", "b").When(new RequestSwitchover("b")).Then(new SwitchoverStarted(null, "b"));

    [Fact]
    public void Given_a_target_that_does_not_qualify_When_a_move_is_asked_for_Then_it_is_refused_with_the_reason()
    {
        var world = Given.Active("a", "b").Happened(new NodeDrainStarted("b"));
        world.When(new RequestSwitchover("b")).ThenRefused(RefusalCodes.Conflict, "b cannot take over", "maintenance");
        world.When(new RequestSwitchover(null)).ThenRefused(RefusalCodes.Conflict, "No node can take over", "maintenance");
        world.When(new ForceFailover("b", true)).ThenRefused(RefusalCodes.Conflict, "maintenance");
        world.When(new ForceFailover(null, true)).ThenRefused(RefusalCodes.Conflict, "maintenance");
    }

    [Fact]
    public void Given_a_holder_that_is_gone_When_a_switchover_is_asked_for_Then_failover_is_recommended()
    {
        Given.Active("a", "b").Happened(new NodeLost("a", "")).When(new RequestSwitchover("b")).ThenRefused(RefusalCodes.Conflict, "failover");
        Given.Active("a", "b").Happened(new NodeLeft("a")).When(new RequestSwitchover("b")).ThenRefused(RefusalCodes.Conflict, "failover");
        Moved(Given.Active("a", "b")).When(new RequestSwitchover("b")).ThenRefused(RefusalCodes.Conflict, "failover");
        Moved(Given.Active("a", "b")).When(new RequestSwitchover("a")).ThenRefused(RefusalCodes.Conflict, "failover");
    }

    [Fact]
    public void Given_a_holder_that_is_heard_When_failover_is_forced_Then_it_needs_no_confirmation()
    {
        Given.Active("a", "b").When(new ForceFailover(null, false)).Then(new FailoverForced("a", null, false));
        Given.Active("a", "b").Happened(new HighAvailabilityDisabled()).When(new ForceFailover("b", false)).Then(new FailoverForced("a", "b", false));
    }

    [Fact]
    public void Given_a_silent_holder_with_a_lease_When_failover_is_forced_Then_the_fence_is_enough() =>
        Given.Active("a", "b").Happened(new NodeLost("a", "")).When(new ForceFailover("b", false)).Then(new FailoverForced("a", "b", false));

    [Fact]
    public void Given_a_silent_holder_without_an_end_When_failover_is_forced_Then_a_person_must_confirm()
    {
        var world = Given.Active("a", "b").Happened(new HighAvailabilityDisabled(), new NodeLost("a", ""));
        world.When(new ForceFailover("b", false)).ThenRefused(RefusalCodes.ConfirmationRequired, "confirmFenced=true");
        world.When(new ForceFailover("b", true)).Then(new FailoverForced("a", "b", true));
    }

    [Fact]
    public void Given_a_holder_that_came_back_from_another_home_When_failover_is_forced_Then_a_person_must_confirm_and_may_give_it_the_role_again()
    {
        var world = Moved(Given.Active("a").Happened(new HighAvailabilityDisabled()));
        world.When(new ForceFailover(null, false)).ThenRefused(RefusalCodes.ConfirmationRequired);
        world.When(new ForceFailover("a", true)).Then(new FailoverForced("a", "a", true));
    }

    [Fact]
    public void Given_the_active_node_When_failover_to_itself_is_forced_Then_it_is_refused() =>
        Given.Active("a", "b").When(new ForceFailover("a", true)).ThenRefused(RefusalCodes.Conflict, "active already");

    [Fact]
    public void Given_a_confirmation_that_was_long_on_its_way_When_another_node_has_the_role_by_now_Then_it_says_nothing_about_that_one()
    {
        var epoch = Given.Active("a", "b").State.Epoch;
        Given.Active("a", "b").When(new ForceFailover("b", true, epoch)).Then(new FailoverForced("a", "b", true));
        Given.Active("a", "b").When(new ForceFailover("b", true, epoch - 1)).ThenRefused(RefusalCodes.Conflict, $"epoch {epoch - 1}");
        Given.Active("a", "b").When(new ForceFailover("b", false, epoch - 1)).Then(new FailoverForced("a", "b", false));
    }

    [Fact]
    public void Given_a_move_When_a_confirmation_follows_Then_it_is_taken_once_and_nothing_else()
    {
        var world = Given.Active("a", "b", "c").Happened(new FailoverForced("a", "b", false));
        world.When(new ForceFailover("b", false)).ThenNothing();
        world.When(new ForceFailover("c", true)).ThenRefused(RefusalCodes.Conflict, "goes on");
        world.When(new ForceFailover("nowhere", true)).ThenRefused(RefusalCodes.Conflict, "goes on");
        world.When(new RequestSwitchover("b")).ThenRefused(RefusalCodes.Conflict, "forced failover");
        world.When(new ForceFailover(null, true)).Then(new FailoverForced("a", "b", true));
        world.When(new ForceFailover("b", true)).ThenNothing();
        world.When(new ForceFailover("b", false)).ThenNothing();
    }

    [Fact]
    public void Given_a_switchover_whose_old_node_died_When_a_person_confirms_it_Then_the_move_becomes_a_forced_one()
    {
        var world = Given.Active("a", "b").Happened(new HighAvailabilityDisabled(), new SwitchoverStarted("a", "b"), new NodeLost("a", ""));
        world.When(new ForceFailover(null, false)).ThenRefused(RefusalCodes.Conflict, "goes on");
        world.When(new ForceFailover(null, true)).Then(new FailoverForced("a", "b", true));
    }

    [Fact]
    public void Given_no_holder_When_failover_is_forced_Then_the_role_is_given() =>
        Given.Cluster("a").When(new ForceFailover(null, false)).Then(new FailoverForced(null, null, false));

    private static World Moved(World world) =>
        world.Happened(new NodeLost("a", ""), new NodeRestarted("a", Some.Facts("a", 2, "there"), "t"), new NodeRecovered("a", NodeLife.Joining));
}
