using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Nodes;

namespace EventCluster.EndToEnd.Tests;

/// <summary>A cluster comes up.</summary>
public class StartTests : ClusterTest
{
    [Fact]
    public async Task Given_nothing_When_a_control_plane_and_three_workers_start_Then_all_are_healthy_and_one_is_active()
    {
        await StartAsync();

        var status = await Cluster.ReachesAsync("healthy as a whole", s => s.Health.State == HealthState.Healthy);

        status.Nodes.Select(node => (node.Name, node.State)).ShouldBe([("node-a", NodeLifecycle.Healthy), ("node-b", NodeLifecycle.Healthy), ("node-c", NodeLifecycle.Healthy)]);
        status.Nodes.SelectMany(node => node.Checks).ShouldAllBe(check => check.Status == CheckStatus.Passed);
        status.Active!.Node.ShouldBeOneOf("node-a", "node-b", "node-c");
        var line = await Cluster.WritesAsync(status.Active.Epoch);
        line.Node.ShouldBe(status.Active.Node);
        (await Client.VerifyAsync()).Intact.ShouldBeTrue();
        (await Client.RebuildAsync()).ShouldSatisfyAllConditions(
            report => report.Equal.ShouldBeTrue(report.FirstDifference),
            report => report.Events.ShouldBeGreaterThan(0));
    }
}
