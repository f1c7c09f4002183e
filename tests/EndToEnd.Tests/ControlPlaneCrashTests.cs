using EventCluster.EndToEnd.Tests.Clusters;

namespace EventCluster.EndToEnd.Tests;

/// <summary>The control plane is killed and started again.</summary>
public class ControlPlaneCrashTests : ClusterTest
{
    [Fact]
    public async Task Given_a_quiet_cluster_When_the_control_plane_is_back_within_the_lease_Then_the_active_node_stays()
    {
        await StartAsync();
        var before = await Cluster.IsWholeAsync();

        await Cluster.ControlPlane.KillAsync();
        Cluster.ControlPlane.Start();
        var after = await Cluster.ReachesAsync("a new term decides", status => status.Scheduler?.Term > before.Scheduler!.Term);
        await Cluster.IsWholeAsync();

        after.Active!.Epoch.ShouldBe(before.Active!.Epoch);
        (await Client.HistoryAsync(before.Version)).ShouldNotContain(entry => entry.Type == "FailoverDecided" || entry.Type == "NodeActivated");
        Cluster.Journal.ShouldShowOneServiceAtATime();
        (await Client.VerifyAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_stream_of_commands_When_the_control_plane_is_killed_among_them_Then_nothing_acknowledged_is_lost_and_nothing_happens_twice()
    {
        const int rounds = 3;
        const int commandsPerRound = 30;
        await StartAsync(new() { Nodes = 1 });

        Commands commands = new(Client);
        for (var round = 0; round < rounds; round++)
        {
            var sending = commands.SendAsync($"{round}", commandsPerRound);
            await Cluster.ReachesAsync("some have been stored", status => status.Configuration.Generation >= (round * commandsPerRound) + 5);
            await Cluster.ControlPlane.KillAsync();
            Cluster.ControlPlane.Start();
            await sending;
        }

        // The last kill may have come after the last answer.
        await Cluster.ReachesAsync("the control plane is back with every command", status => status.Configuration.Generation == rounds * commandsPerRound);
        await commands.ShouldAllBeThereOnceAsync();
        (await Client.VerifyAsync()).Intact.ShouldBeTrue();
        (await Client.RebuildAsync()).Equal.ShouldBeTrue();
    }
}
