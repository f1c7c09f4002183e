using EventCluster.Domain.Commands;
using EventCluster.Domain.Events;
using EventCluster.Domain.State;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Failover;

/// <summary>Moves, incidents, and what is said when nothing may happen.</summary>
public sealed class AssignmentRulesTests
{
    [Fact]
    public void Given_a_switchover_When_the_old_node_has_let_go_Then_the_wanted_one_gets_the_next_epoch()
    {
        var world = Given.Active("a", "b", "c").Happened(new SwitchoverStarted("a", "c"));
        world.Judge(View.Of("b", "c").Active("a")).ShouldBeEmpty();
        world.Judge(LetGo("a", 1, "b", "c")).Names().ShouldBe(["EpochReleased", "NodeActivated"]);
        Active(world).ShouldBe(("c", 2, ActivationCause.Switchover));
        world.State.Move.ShouldBeNull();
    }

    [Fact]
    public void Given_a_switchover_without_a_wish_When_the_old_node_has_let_go_Then_anyone_but_it_gets_the_role()
    {
        var world = Given.Active("a", "b").Happened(
            new ConfigurationChanged(1, "a", [new("priority", null, "9", RestartPart.None)]), new SwitchoverStarted("a", null));
        world.Judge(LetGo("a", 1, "b"));
        Active(world).Node.ShouldBe("b");
    }

    [Fact]
    public void Given_a_switchover_When_the_wanted_node_disappears_Then_the_best_other_is_taken_and_the_reason_told()
    {
        var world = Given.Active("a", "b", "c").Happened(new SwitchoverStarted("a", "b"), new NodeLost("b", ""));
        var given = world.Judge(LetGo("a", 1, "c")).OfType<NodeActivated>().Single();
        (given.Node, given.Cause).ShouldBe(("c", ActivationCause.Switchover));
        given.Why.ShouldContain("b was asked for, but b is lost");
    }

    [Fact]
    public void Given_a_switchover_When_everybody_else_disappears_Then_the_role_goes_back()
    {
        var world = Given.Active("a", "b").Happened(new SwitchoverStarted("a", "b"), new NodeLost("b", ""));
        world.Judge(LetGo("a", 1));
        Active(world).ShouldBe(("a", 2, ActivationCause.Switchover));
    }

    [Fact]
    public void Given_a_switchover_to_a_node_that_is_held_down_When_a_person_wants_it_Then_it_gets_the_role()
    {
        var world = Given.Active("a", "b", "c").Happened(new SwitchoverStarted("a", "c"));
        world.Judge(LetGo("a", 1, "b", "c").Failed("c", 5, 1));
        Active(world).Node.ShouldBe("c");
    }

    [Fact]
    public void Given_a_switchover_with_high_availability_off_and_a_pause_When_the_old_node_lets_go_Then_it_goes_on()
    {
        var world = Given.Active("a", "b").Happened(new HighAvailabilityDisabled(), new AutomationPaused(null), new SwitchoverStarted("a", "b"));
        world.Judge(LetGo("a", 1, "b"));
        Active(world).ShouldBe(("b", 2, ActivationCause.Switchover));
        world.State.Active!.LeaseBound.ShouldBeNull();
    }

    [Fact]
    public void Given_the_active_node_draining_When_its_role_has_moved_Then_it_is_drained()
    {
        var world = Given.Active("a", "b");
        world.Do(new DrainNode("a"));
        world.Judge(View.Of("b").Active("a")).ShouldBeEmpty();
        world.Judge(LetGo("a", 1, "b")).Names().ShouldBe(["EpochReleased", "NodeActivated", "NodeDrained"]);
        world.State.Nodes["a"].Maintenance.ShouldBe(Maintenance.Drained);
    }

    [Fact]
    public void Given_a_forced_failover_When_the_old_node_is_confirmed_to_be_down_Then_the_role_moves_with_its_reasons()
    {
        var world = Given.Active("a", "b", "c").Happened(new HighAvailabilityDisabled(), new NodeLost("a", ""));
        world.Do(new ForceFailover("c", true));
        var events = world.Judge(View.Of("b", "c"));
        events.Names().ShouldBe(["EpochReleased", "FailoverDecided", "NodeActivated"]);
        events.OfType<FailoverDecided>().Single().PassedOver.Select(p => (p.Node, p.Code)).ShouldBe([("a", PassedOverCode.Lost), ("b", PassedOverCode.LowerRank)]);
        Active(world).ShouldBe(("c", 2, ActivationCause.Forced));
    }

    [Fact]
    public void Given_a_cluster_of_one_with_high_availability_off_When_its_machine_was_rebooted_and_a_person_confirms_Then_it_runs_again()
    {
        var world = Given.Active("a").Happened(
            new HighAvailabilityDisabled(), new NodeLost("a", ""), new NodeRestarted("a", Some.Facts("a", 2, "after the reboot"), "t"));
        world.Judge(View.Of("a")).Names().ShouldBe(["NodeRecovered", "FailoverBlocked"]);
        world.State.Blocked!.Why.ShouldContain("started anew in another place");
        world.When(new ForceFailover(null, true)).Then(new FailoverForced("a", null, true));
        world.Judge(View.Of("a")).Names().ShouldBe(["EpochReleased", "FailoverDecided", "NodeActivated"]);
        world.State.ShallBeActive(world.State.Nodes["a"]).ShouldBeTrue();
    }

    [Fact]
    public void Given_an_incident_When_the_next_candidate_fails_too_Then_the_one_after_it_is_tried()
    {
        var world = Given.Active("a", "b", "c");
        world.Judge(View.Of("b", "c").Heard("a", released: 1, proof: ReleaseProof.ServiceExited).Failed("a", 1, 0));
        Active(world).Node.ShouldBe("b");
        world.Judge(View.Of("a", "c").Heard("b", released: 2, proof: ReleaseProof.StartFailed).Failed("a", 1, 1).Failed("b", 1, 0));
        Active(world).Node.ShouldBe("c");
        world.State.Incident!.Failed.ShouldBe(["a", "b"]);
        world.Judge(View.Of("a", "b").Active("c", 3));
        world.State.Incident.ShouldBeNull();
    }

    [Theory]
    [InlineData(1, 0.9, false)]
    [InlineData(1, 1, true)]
    [InlineData(3, 3.9, false)]
    [InlineData(3, 4, true)]
    [InlineData(20, 59.9, false)]
    [InlineData(20, 60, true)]
    public void Given_the_last_one_standing_When_it_failed_Then_it_is_tried_again_after_a_pause_that_doubles_up_to_hold_down(int count, double since, bool again)
    {
        var world = Given.Active("a");
        var events = world.Judge(View.Of().Heard("a", released: 1, proof: ReleaseProof.ServiceExited).Failed("a", count, since));
        events.Names().Last().ShouldBe(again ? "NodeActivated" : "FailoverBlocked");
    }

    [Fact]
    public void Given_all_held_down_When_a_service_starts_and_ends_at_once_Then_it_is_not_passed_around_without_pause()
    {
        var world = Given.Active("a", "b");
        world.Judge(View.Of("b").Heard("a", released: 1, proof: ReleaseProof.ServiceExited).Failed("a", 4, 0).Failed("b", 3, 3.9))
            .Names().ShouldBe(["EpochReleased", "FailoverBlocked"]);
        world.State.Blocked!.PassedOver.Select(p => p.Code).ShouldBe([PassedOverCode.FailedInIncident, PassedOverCode.HeldDown]);
        world.Judge(View.Of("a", "b").Failed("a", 4, 0.1).Failed("b", 3, 4)).Names().ShouldBe(["FailoverDecided", "NodeActivated"]);
        Active(world).Node.ShouldBe("b");
    }

    [Fact]
    public void Given_high_availability_off_When_the_active_node_is_lost_Then_it_stays_unreplaced_and_the_reason_is_said_once()
    {
        var world = Given.Active("a", "b").Happened(new HighAvailabilityDisabled());
        var blocked = world.Judge(View.Of("b").Heard("a", 6).Granted("a", 1, 6)).OfType<FailoverBlocked>().Single();
        blocked.Why.ShouldBe("a is lost. High availability is off: enable it, or move the role by hand.");
        blocked.PassedOver.Select(p => (p.Node, p.Code)).ShouldBe([("b", PassedOverCode.HighAvailabilityOff)]);
        world.Judge(View.Of("b").Heard("a", 600).Granted("a", 1, 600)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ReleaseProof.ServiceExited)]
    [InlineData(ReleaseProof.Leaving)]
    [InlineData(ReleaseProof.Ordered)]
    public void Given_high_availability_off_When_the_active_node_lets_go_Then_nobody_follows_and_the_reason_is_said(ReleaseProof proof)
    {
        var world = Given.Active("a", "b").Happened(new HighAvailabilityDisabled());
        world.Judge(View.Of("b").Heard("a", released: 1, proof: proof)).Names().ShouldBe(["EpochReleased", "FailoverBlocked"]);
        world.State.Blocked!.PassedOver.ShouldContain(p => p.Node == "b" && p.Code == PassedOverCode.HighAvailabilityOff);
        world.Do(new EnableHighAvailability());
        world.Judge(View.Of("a", "b")).Names().ShouldContain("NodeActivated");
    }

    [Fact]
    public void Given_a_pause_When_the_active_node_fails_Then_the_reason_is_said_and_resuming_goes_on_at_once()
    {
        var world = Given.Active("a", "b").Happened(new AutomationPaused(null));
        world.Judge(View.Of("b").Heard("a", released: 1, proof: ReleaseProof.StartFailed)).OfType<FailoverBlocked>().Single()
            .PassedOver.ShouldAllBe(p => p.Code == PassedOverCode.Paused);
        world.Do(new ResumeAutomation());
        world.Judge(View.Of("a", "b"));
        Active(world).Node.ShouldBe("b");
    }

    [Fact]
    public void Given_nobody_qualifies_When_reasons_change_Then_it_is_said_again_and_only_then()
    {
        var world = Given.Active("a", "b", "c").Happened(new NodeLost("b", ""), new NodeDrained("c"), new NodeDrained("a"));
        world.Judge(LetGo("a", 1, "c")).OfType<FailoverBlocked>().Single().PassedOver.Select(p => (p.Node, p.Code))
            .ShouldBe([("a", PassedOverCode.Drained), ("b", PassedOverCode.Lost), ("c", PassedOverCode.Drained)]);
        world.Judge(View.Of("a", "c")).ShouldBeEmpty();
        world.Judge(View.Of("a").Heard("c", 3)).Names().ShouldBe(["NodeSuspected", "FailoverBlocked"]);
        world.Judge(View.Of("a").Heard("c", 3)).ShouldBeEmpty();
        world.Do(new ResumeNode("a"));
        world.Judge(View.Of("a").Heard("c", 3));
        Active(world).Node.ShouldBe("a");
        world.State.Blocked.ShouldBeNull();
    }

    [Theory]
    [InlineData(4.9, false)]
    [InlineData(5, true)]
    public void Given_a_new_cluster_When_nobody_qualifies_Then_it_is_said_only_after_the_nodes_had_their_time(double age, bool said)
    {
        var world = Given.Cluster().Happened(new NodeJoined("a", Some.Facts("a", service: false), "t"));
        world.Judge(View.Term(age).Heard("a")).Names().Contains("FailoverBlocked").ShouldBe(said);
    }

    [Fact]
    public void Given_a_loss_When_another_node_takes_over_Then_everything_bears_one_correlation_and_the_return_of_the_old_one_too()
    {
        var world = Given.Active("a", "b", "c");
        world.Judge(View.Of("b", "c").Heard("a", 3).Granted("a", 1, 3)).Names().ShouldBe(["NodeSuspected"]);
        var incident = world.Correlation;
        world.Judge(View.Of("b", "c").Heard("a", 5).Granted("a", 1, 5)).Names().ShouldBe(["NodeLost"]);
        world.Judge(View.Of("b", "c").Heard("a", 6).Granted("a", 1, 6)).Names().ShouldBe(["EpochReleased", "FailoverDecided", "NodeActivated"]);
        world.Judge(View.Of("c").Heard("a", 7).Active("b", 2)).Names().ShouldBe(["ServiceStarted"]);
        world.Judge(View.Of("a", "c").Active("b", 2)).Names().ShouldBe(["NodeRecovered"]);
        string[] story = ["NodeSuspected", "NodeLost", "EpochReleased", "FailoverDecided", "NodeActivated", "ServiceStarted", "NodeRecovered"];
        world.History.Where(e => e.Metadata.CorrelationId == incident).Select(e => e.Event).Names().ShouldBe(story);
    }

    [Fact]
    public void Given_a_lost_node_When_it_returns_and_reports_its_expiry_Then_the_failover_belongs_to_the_loss()
    {
        var world = Given.Active("a", "b");
        world.Judge(View.Of("b").Heard("a", 5).Granted("a", 1, 5));
        var incident = world.Correlation;
        world.Judge(View.Of("b").Heard("a", released: 1, proof: ReleaseProof.LeaseExpired).Granted("a", 1, 5.2));
        world.History.Where(e => e.Metadata.CorrelationId == incident).Select(e => e.Event).Names()
            .ShouldBe(["NodeSuspected", "NodeLost", "NodeRecovered", "EpochReleased", "FailoverDecided", "NodeActivated"]);
    }

    [Fact]
    public void Given_a_switchover_When_it_ends_Then_everything_bears_the_commands_correlation()
    {
        var world = Given.Active("a", "b");
        world.Do(new RequestSwitchover("b"));
        var asked = world.Correlation;
        world.Judge(LetGo("a", 1, "b"));
        world.Judge(View.Of("a").Active("b", 2));
        world.History.Where(e => e.Metadata.CorrelationId == asked).Select(e => e.Event).Names()
            .ShouldBe(["SwitchoverStarted", "EpochReleased", "NodeActivated", "ServiceStarted", "SwitchoverCompleted"]);
    }

    private static View LetGo(string node, long epoch, params string[] heard) => View.Of(heard).Heard(node, released: epoch, proof: ReleaseProof.Ordered);

    private static (string Node, long Epoch, ActivationCause Cause) Active(World world)
    {
        var active = world.State.Holder.ShouldNotBeNull();
        return (active.Node, active.Epoch, active.Cause);
    }
}
