using EventCluster.Contracts.Cluster;

namespace EventCluster.EndToEnd.Tests;

/// <summary>Automatic failover is switched off and on.</summary>
public class HighAvailabilityTests : ClusterTest
{
    [Fact]
    public async Task Given_high_availability_off_When_the_active_node_is_killed_Then_it_stays_unreplaced_until_it_is_on_and_the_node_is_known_to_be_down()
    {
        await StartAsync();
        var before = (await Cluster.IsWholeAsync()).Active!;

        (await Client.PostAsync("/v1/cluster/ha/disable", """{"reason":"maintenance of the network"}""")).Accepted().Changed.ShouldBeTrue();
        await Cluster.ReachesAsync("the role has no end", status => status.Active is { LeaseState: "endless" });
        await Cluster.Workers[before.Node].KillAsync();
        var off = await Cluster.ReachesAsync("it says that and why nothing happens", status => Says(status, "failoverBlocked", "High availability is off"));

        off.Active!.ShouldSatisfyAllConditions(active => active.Node.ShouldBe(before.Node), active => active.Epoch.ShouldBe(before.Epoch));
        off.Nodes.Single(node => node.Name == before.Node).State.ShouldBe(NodeLifecycle.Lost);
        off.Health.State.ShouldBe(HealthState.Critical);

        // The role was given without an end: being on again proves nothing about the old node, only its own word does.
        (await Client.PostAsync("/v1/cluster/ha/enable", """{"reason":"done"}""")).Accepted().Changed.ShouldBeTrue();
        await Cluster.ReachesAsync("it says what is missing", status => Says(status, "failoverBlocked", "confirmFenced"));
        Cluster.Workers[before.Node].Start();
        await Cluster.IsActiveAfterAsync(before.Epoch);
        Cluster.Journal.ShouldShowOneServiceAtATime();
    }

    [Fact]
    public async Task Given_an_active_node_lost_without_high_availability_When_a_person_confirms_that_it_is_down_Then_another_takes_over()
    {
        await StartAsync();
        var before = (await Cluster.IsWholeAsync()).Active!;
        (await Client.PostAsync("/v1/cluster/ha/disable")).Accepted();
        await Cluster.ReachesAsync("the role has no end", status => status.Active is { LeaseState: "endless" });
        await Cluster.Workers[before.Node].KillAsync();
        await Cluster.NodeIsAsync(before.Node, NodeLifecycle.Lost);

        (await Client.PostAsync("/v1/cluster/failover", """{"reason":"rack is down"}""")).Refused("confirmationRequired");
        (await Client.PostAsync("/v1/cluster/failover", """{"reason":"rack is down","confirmFenced":true}""")).Accepted();

        (await Cluster.IsActiveAfterAsync(before.Epoch)).Active!.Node.ShouldNotBe(before.Node);
        (await Client.HistoryAsync()).ShouldContain(entry =>
            entry.Type == "FailoverForced" && entry.Reason == "rack is down" && entry.Data.GetProperty("confirmedFenced").GetBoolean());
    }

    private static bool Says(ClusterStatus status, string code, string part) =>
        status.Health.Findings.Any(finding => finding.Code == code && (finding.Message + finding.Remedy).Contains(part, StringComparison.Ordinal));
}
