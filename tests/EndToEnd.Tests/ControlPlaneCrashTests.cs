using System.Net;
using EventCluster.Contracts;

namespace EventCluster.EndToEnd.Tests;

/// <summary>The control plane is killed and started again.</summary>
public sealed class ControlPlaneCrashTests : ClusterTest
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

        HashSet<Guid> acknowledged = [];
        for (var round = 0; round < rounds; round++)
        {
            var sending = SendAllAsync(round, commandsPerRound);
            await Cluster.ReachesAsync("some have been stored", status => status.Configuration.Generation >= (round * commandsPerRound) + 5);
            await Cluster.ControlPlane.KillAsync();
            Cluster.ControlPlane.Start();
            acknowledged.UnionWith(await sending);
        }

        // The last kill may have come after the last answer.
        await Cluster.ReachesAsync("the control plane is back with every command", status => status.Configuration.Generation == rounds * commandsPerRound);
        var history = await Client.HistoryAsync();
        acknowledged.Count.ShouldBe(rounds * commandsPerRound);
        acknowledged.Except(history.Select(entry => entry.CorrelationId)).ShouldBeEmpty();
        var values = history.Where(entry => entry.Type == "ConfigurationChanged")
            .Select(entry => entry.Data.GetProperty("changes")[0].GetProperty("new").GetString()).ToList();
        values.ShouldBeUnique();
        values.Count.ShouldBe(rounds * commandsPerRound);
        (await Client.VerifyAsync()).Intact.ShouldBeTrue();
        (await Client.RebuildAsync()).Equal.ShouldBeTrue();
    }

    /// <summary>Sends commands one after the other, each again with its key until it is answered; the correlation ids of the answers.</summary>
    private async Task<IReadOnlyList<Guid>> SendAllAsync(int round, int count)
    {
        List<Guid> answered = [];
        for (var i = 0; i < count; i++)
        {
            var (key, json) = ($"{Guid.CreateVersion7()}", $$"""{"set":{"product.counter":"{{round}}-{{i}}"},"reason":"counting"}""");
            var reply = await Processes.Until.HasAsync($"command {round}-{i} is answered", async () =>
            {
                try
                {
                    var answer = await Client.SendAsync(HttpMethod.Patch, "/v1/config", json, key);
                    return answer.Status is HttpStatusCode.ServiceUnavailable ? null : answer;
                }
                catch (HttpRequestException)
                {
                    return null;
                }
            });
            answered.Add(reply.Read(WireJson.Default.CommandReply).CorrelationId);
        }

        return answered;
    }
}
