using EventCluster.NodeWorker.Follow;

namespace EventCluster.NodeWorker.Tests.Follow;

public sealed class FollowedClusterTests
{
    private readonly History _history = new();

    [Fact]
    public void Given_the_history_of_a_cluster_then_the_node_knows_what_it_says()
    {
        _history.Add("ClusterCreated", """{"name":"test","profile":"fast"}""");
        _history.Add("SchedulerActivated", """{"term":4,"instance":"cp-2","address":"http://cp-2","because":"it ended"}""");
        _history.Add("NodeJoined", """{"node":"node-a"}""", History.Node);
        _history.Add("NodeActivated", """{"node":"node-b","epoch":7,"cause":"initial","why":"first"}""");
        _history.Add("LoadBalancingDisabled");
        _history.Add("HighAvailabilityDisabled");
        _history.Add("ConfigurationChanged", """{"generation":3,"changes":[]}""");

        var known = _history.Plain();

        known.Facts.ShouldBe(new(false, false, "node-b", 7, 0, 3, "cp-2", 4));
        known.Facts.Active.ShouldBe("node-b");
        known.Cluster.ShouldBe(new(6, _history.Events[6].Id, 6));
        known.Own.ShouldBe(new(2, _history.Events[2].Id, 1));
        known.Newest.ShouldBe(6);
    }

    [Fact]
    public void Given_an_epoch_that_is_over_then_nobody_is_active_until_the_next_is_given()
    {
        _history.Add("NodeActivated", """{"node":"node-b","epoch":7}""");
        _history.Add("EpochReleased", """{"node":"node-b","epoch":7}""");
        _history.Plain().Facts.Active.ShouldBeNull();

        _history.Add("NodeActivated", """{"node":"node-c","epoch":8}""");
        _history.Plain().Facts.Active.ShouldBe("node-c");
    }

    [Theory]
    [InlineData("SomethingNew", """{"node":"node-b"}""")]
    [InlineData("NodeActivated", """{"node":"node-b"}""")]
    [InlineData("NodeActivated", """{"node":"node-b","epoch":"seven"}""")]
    [InlineData("SchedulerActivated", "[]")]
    public void Given_an_event_that_a_newer_control_plane_wrote_then_it_is_passed_over_and_nothing_is_guessed(string type, string data)
    {
        var (known, outcome) = FollowedCluster.Nothing.Apply(_history.Add(type, data));

        outcome.ShouldBe(Following.Applied);
        known.Facts.ShouldBe(ClusterFacts.Nothing);
        known.Cluster.Applied.ShouldBe(1);
    }

    [Fact]
    public void Given_an_event_when_it_comes_again_out_of_order_or_from_another_history_then_it_is_not_applied()
    {
        var (first, second, third) = (_history.AddAny(0), _history.AddAny(1), _history.AddAny(0));
        var known = FollowedCluster.Nothing.Apply(first).Next;

        known.Apply(first).ShouldBe((known, Following.Duplicate));
        known.Apply(third).ShouldBe((known, Following.Hole));
        known.Apply(first with { Id = Guid.CreateVersion7() }).ShouldBe((known, Following.Foreign));
        known.Apply(second).Next.Apply(third with { Previous = 0 }).Outcome.ShouldBe(Following.Foreign);
    }

    [Fact]
    public void Given_a_gap_in_one_scope_then_the_other_scope_goes_on()
    {
        _history.AddAny(0);
        var missed = _history.AddAny(5);
        var own = _history.AddAny(5);
        var cluster = _history.AddAny(1);
        var known = FollowedCluster.Nothing.Apply(_history.Events[0]).Next;

        known.Apply(own).Outcome.ShouldBe(Following.Hole);
        known.Apply(cluster).Outcome.ShouldBe(Following.Applied);
        known.Apply(cluster).Next.Apply(missed).Next.Apply(own).Outcome.ShouldBe(Following.Applied);
    }
}
