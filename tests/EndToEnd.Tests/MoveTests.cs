using EventCluster.Contracts.Cluster;

namespace EventCluster.EndToEnd.Tests;

/// <summary>People move the service, and take nodes in and out.</summary>
public class MoveTests : ClusterTest
{
    [Fact]
    public async Task Given_a_healthy_cluster_When_a_person_asks_for_a_switchover_Then_the_named_node_runs_the_service()
    {
        await StartAsync();
        var before = (await Cluster.IsWholeAsync()).Active!;
        await Cluster.WritesAsync(before.Epoch);
        var target = Cluster.Workers.Keys.Last(name => name != before.Node);

        var reply = (await Client.PostAsync("/v1/cluster/switchover", $$"""{"to":"{{target}}","reason":"new kernel"}""")).Accepted();
        var after = await Cluster.IsActiveAfterAsync(before.Epoch);

        after.Active!.Node.ShouldBe(target);
        var move = (await Client.HistoryAsync()).Where(entry => entry.CorrelationId == reply.CorrelationId).ToList();
        move.Select(entry => entry.Type).ShouldBe(["SwitchoverStarted", "EpochReleased", "NodeActivated", "ServiceStarted", "SwitchoverCompleted"]);
        move[0].Reason.ShouldBe("new kernel");
        move[1].Data.GetProperty("how").GetString().ShouldBe("ordered");
        await Cluster.WritesAsync(after.Active.Epoch);
        Cluster.Journal.Read().Count(line => line.Event == "stop").ShouldBe(1);
        Cluster.Journal.ShouldShowOneServiceAtATime();
    }

    [Fact]
    public async Task Given_the_active_node_When_it_is_drained_and_resumed_Then_its_role_moves_first_and_it_is_a_candidate_again()
    {
        await StartAsync(new() { Nodes = 2 });
        var before = (await Cluster.IsWholeAsync()).Active!;

        (await Client.PostAsync($"/v1/nodes/{before.Node}/drain", """{"reason":"patching"}""")).Accepted();
        await Cluster.NodeIsAsync(before.Node, NodeLifecycle.Drained);
        var after = await Cluster.IsActiveAfterAsync(before.Epoch);
        after.Active!.Node.ShouldNotBe(before.Node);
        after.Nodes.Single(node => node.Name == before.Node).Eligible.ShouldBeFalse();

        (await Client.PostAsync($"/v1/nodes/{before.Node}/resume")).Accepted();
        var resumed = await Cluster.NodeIsAsync(before.Node, NodeLifecycle.Healthy);
        resumed.Nodes.Single(node => node.Name == before.Node).Eligible.ShouldBeTrue();
        (await Client.PostAsync("/v1/cluster/switchover", $$"""{"to":"{{before.Node}}","reason":"back"}""")).Accepted();
        (await Cluster.IsActiveAfterAsync(after.Active.Epoch)).Active!.Node.ShouldBe(before.Node);
        Cluster.Journal.ShouldShowOneServiceAtATime();
    }

    [Fact]
    public async Task Given_a_node_that_is_alive_When_it_is_removed_Then_only_by_force_and_its_heartbeats_do_not_bring_it_back()
    {
        await StartAsync();
        var active = (await Cluster.IsWholeAsync()).Active!.Node;
        var removed = Cluster.Workers.Keys.First(name => name != active);

        (await Client.RemoveAsync(removed)).Refused("conflict").Detail.ShouldContain("force=true");
        (await Client.RemoveAsync(removed, force: true)).Accepted();
        await Processes.Until.IsAsync(
            "the worker knows that it is removed",
            async () => !Cluster.Workers[removed].IsRunning || (await Cluster.WorkerStatusAsync(removed)).Contains("removed", StringComparison.Ordinal));

        (await Client.StatusAsync()).Nodes.ShouldNotContain(node => node.Name == removed);
        (await Client.HistoryAsync()).ShouldContain(entry => entry.Type == "CommandRefused");
        var history = await Client.HistoryAsync();
        history.SkipWhile(entry => entry.Type != "NodeRemoved").ShouldNotContain(entry => entry.Type == "NodeJoined");
    }

    [Fact]
    public async Task Given_the_active_node_When_its_worker_is_stopped_in_order_Then_the_role_moves_on_its_word()
    {
        await StartAsync();
        var before = await Cluster.IsWholeAsync();
        var stopped = before.Active!.Node;
        await Cluster.WritesAsync(before.Active.Epoch);

        (await Cluster.Workers[stopped].StopAsync()).ShouldBe(0);
        var after = await Cluster.IsActiveAfterAsync(before.Active.Epoch);

        after.Active!.Node.ShouldNotBe(stopped);
        await Cluster.NodeIsAsync(stopped, NodeLifecycle.Left);
        var history = await Client.HistoryAsync(before.Version);
        history.Single(entry => entry.Type == "EpochReleased").Data.GetProperty("how").GetString().ShouldBe("leaving");
        history.ShouldNotContain(entry => entry.Type == "NodeLost");
        await Cluster.WritesAsync(after.Active.Epoch);
        Cluster.Journal.Read().ShouldContain(line => line.Event == "stop" && line.Node == stopped);
        Cluster.Journal.ShouldShowOneServiceAtATime();
    }

    [Fact]
    public async Task Given_a_worker_When_another_starts_under_its_name_Then_the_second_is_refused_and_the_first_goes_on()
    {
        await StartAsync(new() { Nodes = 1 });
        var before = await Cluster.IsWholeAsync();
        var second = Cluster.NewWorker("node-a", folder: "second");

        second.Start();
        await Cluster.ReachesAsync("the refusal is shown", status => status.Health.Findings.Any(finding => finding.Code == "joinRefused" && finding.Node == "node-a"));

        var refused = (await Client.HistoryAsync(before.Version)).First(entry => entry.Type == "CommandRefused").Data;
        refused.GetProperty("code").GetString().ShouldBe("nodeSuperseded");
        refused.GetProperty("why").GetString()!.ShouldContain("another name");
        var after = await Client.StatusAsync();
        after.Active!.Epoch.ShouldBe(before.Active!.Epoch);
        after.Nodes.Single().ShouldSatisfyAllConditions(
            node => node.Id.ShouldBe(before.Nodes.Single().Id), node => node.Address.ShouldBe(before.Nodes.Single().Address));
        Cluster.Journal.ShouldShowOneServiceAtATime();
    }
}
