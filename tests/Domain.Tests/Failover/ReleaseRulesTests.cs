using EventCluster.Domain.Commands;
using EventCluster.Domain.Events;
using EventCluster.Domain.State;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Failover;

/// <summary>When an epoch is certainly over. Profile <c>balanced</c>: lease 5 s, drift 2 %, and the nodes stop within 0.5 s: fenced after 5.61 s.</summary>
public sealed class ReleaseRulesTests
{
    [Theory]
    [InlineData(5.60, false)]
    [InlineData(5.61, true)]
    public void Given_a_silent_holder_When_lease_and_stop_bound_and_drift_have_passed_Then_it_is_fenced_and_not_before(double since, bool fenced)
    {
        var world = Given.Active("a", "b").Happened(new NodeSuspected("a", ""), new NodeLost("a", ""));
        Released(world, View.Of("b").Heard("a", since, 1).Granted("a", 1, since)).ShouldBe(fenced ? ReleaseProof.Fenced : null);
    }

    [Theory]
    [InlineData(5.60, false)]
    [InlineData(5.61, true)]
    public void Given_a_new_term_When_it_does_not_know_the_last_answer_Then_it_waits_its_whole_time(double age, bool fenced)
    {
        var world = Given.Active("a", "b").Happened(new SchedulerActivated(2, "cp-2", "", ""));
        Released(world, View.Term(age).Heard("b")).ShouldBe(fenced ? ReleaseProof.Fenced : null);
    }

    [Fact]
    public void Given_an_epoch_given_in_this_term_When_it_is_not_known_when_Then_the_age_of_the_term_proves_nothing()
    {
        var world = Given.Active("a", "b");
        Released(world, View.Term(3600).Heard("b").Heard("a")).ShouldBeNull();
        Released(world, View.Term(3600).Heard("b").Heard("a").Granted("a", 0, 3600)).ShouldBeNull("the grant is of another epoch");
    }

    [Fact]
    public void Given_a_process_with_a_long_stop_bound_When_a_new_one_elsewhere_has_a_short_one_Then_the_old_ones_counts()
    {
        var world = Given.Cluster("b").Joined("a", Some.Facts("a", stopBound: 20)).Happened(
            new NodeActivated("a", 1, ActivationCause.Initial, ""), new NodeLost("a", ""), new NodeRestarted("a", Some.Facts("a", 2, "there", stopBound: 0), "t"));
        Released(world, View.Of("a", "b").Granted("a", 1, 25)).ShouldBeNull();
        Released(world, View.Of("a", "b").Granted("a", 1, 25.5)).ShouldBe(ReleaseProof.Fenced);
    }

    [Theory]
    [InlineData(ReleaseProof.Ordered, null)]
    [InlineData(ReleaseProof.LeaseExpired, null)]
    [InlineData(ReleaseProof.ServiceExited, "exit code 3")]
    [InlineData(ReleaseProof.StartFailed, "not up within 30 s")]
    [InlineData(ReleaseProof.Leaving, null)]
    public void Given_a_holder_When_it_reports_that_it_let_go_Then_the_epoch_is_over_with_its_reason(ReleaseProof proof, string? why)
    {
        var world = Given.Active("a", "b");
        var events = world.Judge(View.Of("b").Heard("a", released: 1, proof: proof, why: why).Granted("a", 1, 0));
        var released = events.OfType<EpochReleased>().Single();
        (released.Node, released.Epoch, released.How).ShouldBe(("a", 1, proof));
        released.Why.ShouldContain(why ?? "a ");
        world.State.Active!.Epoch.ShouldBe(2);
    }

    [Fact]
    public void Given_a_holder_When_an_older_epoch_is_reported_or_by_another_process_Then_it_is_not_over()
    {
        var world = Given.Active("a", "b");
        world.Happened(new EpochReleased("a", 1, ReleaseProof.Ordered, ""), new NodeActivated("a", 2, ActivationCause.Failover, ""));
        Released(world, View.Of("b").Heard("a", released: 1, proof: ReleaseProof.Ordered).Granted("a", 2, 0)).ShouldBeNull();
        Released(world, View.Of("b").Heard("a", released: 2, proof: ReleaseProof.Ordered, boot: 7).Granted("a", 2, 0)).ShouldBeNull();
    }

    [Fact]
    public void Given_a_new_process_in_the_same_home_When_it_is_heard_Then_the_old_one_is_dead_but_its_join_alone_proves_nothing()
    {
        var world = Given.Active("a", "b").Happened(new NodeRestarted("a", Some.Facts("a", 2), "t"));
        Released(world, View.Of("b").Heard("a", boot: 1).Granted("a", 1, 0).Joined("a", 0)).ShouldBeNull();
        Released(world, View.Of("b").Granted("a", 1, 0).Joined("a", 0)).ShouldBeNull();
        Released(world, View.Of("b").Heard("a", boot: 2).Granted("a", 1, 0)).ShouldBe(ReleaseProof.Restarted);
    }

    [Fact]
    public void Given_a_new_process_in_another_home_When_it_is_heard_Then_only_time_proves_the_end_of_the_old_one()
    {
        var world = Given.Active("a", "b").Happened(new NodeLost("a", ""), new NodeRestarted("a", Some.Facts("a", 2, "there"), "t"));
        world.State.ShallBeActive(world.State.Nodes["a"]).ShouldBeFalse();
        Released(world, View.Of("a", "b").Granted("a", 1, 5.5)).ShouldBeNull();
        Released(world, View.Of("a", "b").Granted("a", 1, 5.7)).ShouldBe(ReleaseProof.Fenced);
    }

    [Fact]
    public void Given_high_availability_off_When_the_holder_is_silent_for_ever_Then_time_proves_nothing_even_after_it_is_on_again()
    {
        var world = Given.Active("a", "b").Happened(new HighAvailabilityDisabled(), new NodeLost("a", ""));
        Released(world, View.Of("b").Granted("a", 1, 3000)).ShouldBeNull();
        world.Do(new EnableHighAvailability());
        Released(world, View.Of("b").Granted("a", 1, 3000)).ShouldBeNull();
        world.State.Blocked!.PassedOver.ShouldHaveSingleItem().Code.ShouldBe(PassedOverCode.NotConfirmed);
    }

    [Fact]
    public void Given_high_availability_on_again_When_the_node_reports_a_lease_Then_it_counts_only_out_of_an_answer_that_knew_of_it()
    {
        var world = Given.Active("a", "b").Happened(new HighAvailabilityDisabled(), new HighAvailabilityEnabled());
        var enabled = world.State.Version;
        world.Judge(View.Of("b").Heard("a", epoch: 1, lease: 5, running: true, version: enabled - 1).Granted("a", 1, 0)).ShouldBeEmpty();
        world.Judge(View.Of("b").Heard("a", epoch: 1, running: true, version: enabled).Granted("a", 1, 0)).ShouldBeEmpty("it still obeys no end");
        world.Judge(View.Of("b").Heard("a", epoch: 1, lease: 5, running: true, version: enabled).Granted("a", 1, 0))
            .ShouldBe([new LeaseConfirmed("a", 1, TimeSpan.FromSeconds(5))]);
        Released(world, View.Of("b").Granted("a", 1, 6)).ShouldBe(ReleaseProof.Fenced);
    }

    [Fact]
    public void Given_a_longer_lease_When_it_is_set_Then_it_counts_at_once_and_needs_no_confirmation()
    {
        var world = Given.Active("a", "b");
        SetLease(world, "00:00:10");
        Released(world, View.Of("b").Granted("a", 1, 10.7)).ShouldBeNull();
        Released(world, View.Of("b").Granted("a", 1, 10.8)).ShouldBe(ReleaseProof.Fenced);
    }

    [Fact]
    public void Given_a_shorter_lease_When_it_is_not_confirmed_Then_the_longer_one_counts()
    {
        var world = Given.Active("a", "b");
        SetLease(world, "00:00:03");
        Released(world, View.Of("b").Granted("a", 1, 5.5)).ShouldBeNull();
        world.Judge(View.Of("b").Heard("a", epoch: 1, lease: 3, running: true).Granted("a", 1, 0)).Names().ShouldBe(["NodeRecovered", "LeaseConfirmed"]);
        Released(world, View.Of("b").Granted("a", 1, 3.5)).ShouldBeNull();
        Released(world, View.Of("b").Granted("a", 1, 3.6)).ShouldBe(ReleaseProof.Fenced);
    }

    [Fact]
    public void Given_a_lease_longer_and_shorter_again_When_the_last_heartbeat_is_older_than_both_Then_it_confirms_nothing()
    {
        var world = Given.Active("a", "b");
        var before = world.State.Version;
        SetLease(world, "00:00:10");
        SetLease(world, "00:00:05");
        world.Judge(View.Of("b").Heard("a", epoch: 1, lease: 5, running: true, version: before).Granted("a", 1, 0)).ShouldBeEmpty();
        world.State.Active!.LeaseBound.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Given_a_stalled_judge_or_a_pause_When_the_fence_is_over_Then_it_is_not_counted_yet_but_for_a_move()
    {
        var world = Given.Active("a", "b").Happened(new NodeLost("a", ""));
        Released(world, View.Of("b").Granted("a", 1, 60).Stalled()).ShouldBeNull();
        world.Happened(new AutomationPaused(null));
        Released(world, View.Of("b").Granted("a", 1, 60)).ShouldBeNull();
        world.Happened(new FailoverForced("a", "b", false));
        Released(world, View.Of("b").Granted("a", 1, 60)).ShouldBe(ReleaseProof.Fenced);
    }

    [Fact]
    public void Given_a_persons_word_When_the_node_is_heard_Then_it_is_not_believed_and_when_it_is_silent_it_is()
    {
        World Confirmed(params ClusterEvent[] events) => Given.Active("a", "b").Happened([new HighAvailabilityDisabled(), new FailoverForced("a", "b", true), .. events]);
        Released(Confirmed(), View.Of("b").Heard("a", epoch: 1)).ShouldBeNull();
        Released(Confirmed(new NodeSuspected("a", "")), View.Of("b").Heard("a", 3, epoch: 1).Granted("a", 1, 3)).ShouldBe(ReleaseProof.Confirmed);
        Released(Confirmed(new NodeSuspected("a", "")), View.Of("b").Heard("a", 3, epoch: 1).Granted("a", 1, 9)).ShouldBeNull("it was heard after it was told to let go");
        Released(Confirmed(new NodeLost("a", "")), View.Of("b").Heard("a", 6, epoch: 1).Granted("a", 1, 9)).ShouldBe(ReleaseProof.Confirmed);
        Released(Confirmed(new NodeRestarted("a", Some.Facts("a", 2, "there"), "t")), View.Of("a", "b")).ShouldBe(ReleaseProof.Confirmed);
    }

    [Fact]
    public void Given_a_new_active_node_When_its_service_runs_Then_it_is_recorded_once_and_ends_the_switchover()
    {
        var world = Given.Active("a", "b").Happened(
            new SwitchoverStarted("a", "b"), new EpochReleased("a", 1, ReleaseProof.Ordered, ""), new NodeActivated("b", 2, ActivationCause.Switchover, ""));
        world.Judge(View.Of("a").Heard("b", epoch: 2, lease: 5).Granted("b", 2, 0)).ShouldBeEmpty();
        world.Judge(View.Of("a").Active("b", 2)).ShouldBe([new ServiceStarted("b", 2), new SwitchoverCompleted("b", 2)]);
        world.State.Active!.Running.ShouldBeTrue();
    }

    private static ReleaseProof? Released(World world, View view) => world.Judge(view).OfType<EpochReleased>().SingleOrDefault()?.How;

    private static void SetLease(World world, string lease) =>
        world.When(new ChangeConfiguration(null, new Dictionary<string, string> { ["lease"] = lease }, [])).Decision.ShouldBeOfType<Domain.Deciding.Accepted>();
}
