using EventCluster.Domain.Events;
using EventCluster.Domain.State;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Failover;

/// <summary>Who is chosen when node <c>a</c> has let the role go, and why each other is passed over.</summary>
public sealed class CandidatesTests
{
    [Theory]
    [InlineData(PassedOverCode.NotServiceRole)]
    [InlineData(PassedOverCode.Joining)]
    [InlineData(PassedOverCode.Suspect)]
    [InlineData(PassedOverCode.Lost)]
    [InlineData(PassedOverCode.Left)]
    [InlineData(PassedOverCode.Drained)]
    [InlineData(PassedOverCode.Ineligible)]
    [InlineData(PassedOverCode.CheckFailed)]
    [InlineData(PassedOverCode.VersionMismatch)]
    [InlineData(PassedOverCode.KeyMismatch)]
    [InlineData(PassedOverCode.NotHeard)]
    [InlineData(PassedOverCode.HeldDown)]
    [InlineData(PassedOverCode.FailedInIncident)]
    [InlineData(PassedOverCode.LowerRank)]
    public void Given_a_node_that_does_not_qualify_When_the_role_is_given_Then_it_is_passed_over_with_its_reason(PassedOverCode code)
    {
        var (world, view) = Situation(code);
        var decided = world.Judge(view.Heard("a", released: 1, proof: ReleaseProof.ServiceExited)).OfType<FailoverDecided>().Single();
        decided.To.ShouldBe("c");
        var passed = decided.PassedOver.Single(p => p.Node == "b");
        passed.Code.ShouldBe(code);
        passed.Why.ShouldContain("b ");
        decided.PassedOver.Select(p => p.Node).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Given_several_candidates_When_the_role_is_given_Then_priority_decides_then_the_oldest_failure_then_the_name()
    {
        World Released() => Given.Active("a", "b", "c", "d");
        View Seen() => View.Of("b", "c", "d").Heard("a", released: 1, proof: ReleaseProof.ServiceExited);
        Chosen(Released(), Seen()).ShouldBe("b");
        Chosen(Released().Happened(new ConfigurationChanged(1, "d", [new("priority", null, "5", RestartPart.None)])), Seen()).ShouldBe("d");
        var failed = Given.Cluster("a", "b", "c", "d").Happened(
            new NodeActivated("b", 1, ActivationCause.Initial, ""), new EpochReleased("b", 1, ReleaseProof.ServiceExited, ""),
            new NodeActivated("c", 2, ActivationCause.Failover, ""), new EpochReleased("c", 2, ReleaseProof.Fenced, ""),
            new NodeActivated("a", 3, ActivationCause.Failover, ""), new ServiceStarted("a", 3));
        Chosen(failed, View.Of("b", "c", "d").Heard("a", released: 3, proof: ReleaseProof.ServiceExited)).ShouldBe("d");
        failed.Happened(new ServiceStarted("d", 4));
        Chosen(failed, View.Of("a", "b", "c").Heard("d", released: 4, proof: ReleaseProof.ServiceExited)).ShouldBe("b");
    }

    [Fact]
    public void Given_nodes_of_two_versions_When_most_of_one_are_in_maintenance_Then_they_do_not_outvote_the_last_one_standing()
    {
        var world = Given.Active("a", "b").Joined("c", Some.Facts("c", version: "2.0")).Happened(new NodeDrained("a"), new NodeDrained("b"));
        Chosen(world, View.Of("b", "c").Heard("a", released: 1, proof: ReleaseProof.Ordered)).ShouldBe("c");
    }

    [Fact]
    public void Given_as_many_of_each_version_When_the_role_is_given_Then_the_version_of_the_last_active_node_counts()
    {
        var world = Given.Active("a").Joined("b", Some.Facts("b", version: "2.0"));
        Chosen(world, View.Of("b").Heard("a", released: 1, proof: ReleaseProof.Ordered)).ShouldBe("a");
    }

    [Fact]
    public void Given_a_failed_check_that_is_not_of_storage_When_the_role_is_given_Then_it_does_not_matter()
    {
        var world = Given.Active("a", "b").Happened(new NodeChecksChanged("b", [new("clock", NodeCheckStatus.Failed, ""), new("storage:/x", NodeCheckStatus.Warning, "")]));
        Chosen(world, View.Of("b").Heard("a", released: 1, proof: ReleaseProof.ServiceExited)).ShouldBe("b");
    }

    [Fact]
    public void Given_a_young_term_When_a_healthy_node_was_not_heard_yet_Then_the_choice_waits_until_it_had_its_time()
    {
        var world = Given.Active("a", "b", "c").Happened(new SchedulerActivated(2, "cp-2", "", ""), new SwitchoverStarted("a", "b"));
        world.Judge(View.Term(1).Heard("c").Heard("a", released: 1, proof: ReleaseProof.Ordered)).Names().ShouldBe(["EpochReleased"]);
        world.Judge(View.Term(2.5).Heard("c").Heard("a")).Names().ShouldBe(["NodeSuspected", "NodeActivated"]);
    }

    [Fact]
    public void Given_nobody_ever_active_When_nodes_are_heard_Then_the_first_gets_the_role() =>
        Given.Cluster("a", "b").Judge(View.Of("a", "b")).ShouldBe([new NodeActivated("a", 1, ActivationCause.Initial, "No node was active; a is the best candidate.")]);

    private static string Chosen(World world, View view) => world.Judge(view).OfType<NodeActivated>().Single().Node;

    private static (World World, View View) Situation(PassedOverCode code)
    {
        var world = Given.Active("a", "b", "c").Happened(new NodeDrained("a"));
        var view = View.Of("b", "c");
        return code switch
        {
            PassedOverCode.NotServiceRole => (world.Happened(new NodeRestarted("b", Some.Facts("b", service: false), "t")), view),
            PassedOverCode.Joining => (world.Happened(new NodeRestarted("b", Some.Facts("b", 2), "t")), View.Of("c").Heard("b", boot: 1).Joined("b", 0)),
            PassedOverCode.Suspect => (world, view.Heard("b", 3)),
            PassedOverCode.Lost => (world, view.Heard("b", 6)),
            PassedOverCode.Left => (world, view.Heard("b", leaving: true)),
            PassedOverCode.Drained => (world.Happened(new NodeDrained("b")), view),
            PassedOverCode.Ineligible => (world.Happened(new ConfigurationChanged(1, "b", [new("eligible", null, "false", RestartPart.None)])), view),
            PassedOverCode.CheckFailed => (world, view.Heard("b", checks: [new("storage:/x", NodeCheckStatus.Failed, "read-only")])),
            PassedOverCode.VersionMismatch => (world.Happened(new NodeRestarted("b", Some.Facts("b", version: "0.9"), "t")), view),
            PassedOverCode.KeyMismatch => (
                world.Happened(new NodeRestarted("c", Some.Facts("c", key: "k"), "t"), new NodeRestarted("a", Some.Facts("a", key: "k"), "t")), view.Key("k")),
            PassedOverCode.NotHeard => (world.Happened(new SchedulerActivated(2, "cp-2", "", "")), View.Of("c").Joined("b", 0)),
            PassedOverCode.HeldDown => (world, view.Failed("b", 3, 30)),
            PassedOverCode.FailedInIncident => (
                world.Happened(
                    new EpochReleased("a", 1, ReleaseProof.Ordered, ""), new NodeActivated("b", 2, ActivationCause.Failover, ""),
                    new EpochReleased("b", 2, ReleaseProof.StartFailed, "")), view.Failed("b", 1, 30)),
            _ => (world.Happened(new ConfigurationChanged(1, "c", [new("priority", null, "1", RestartPart.None)])), view),
        };
    }
}
