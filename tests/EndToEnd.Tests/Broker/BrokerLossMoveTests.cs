using System.Net;

namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>The broker is killed in the middle of a move of the role: it prevents none, and causes none. The logins may do no more than <c>docs/bus.md</c> says.</summary>
public sealed class BrokerLossMoveTests(TestBroker broker) : BusClusterTest
{
    [Fact]
    public async Task Given_moves_of_the_role_When_the_broker_is_killed_meanwhile_Then_each_happens_once_and_nothing_is_lost()
    {
        var local = await broker.LocalAsync();
        var logins = await Logins.CreateAsync(local, Name);
        await StartOnAsync(logins.Instance, logins.Node);
        var before = await Cluster.IsWholeAsync();

        var switched = await SwitchOverAsync(local, before.Active!.Node, before.Active.Epoch);
        await local.StartAsync();
        await AllAreOnBusAsync();

        var failed = await FailOverAsync(local, switched);
        await local.StartAsync();
        await AllAreOnBusAsync();

        var status = await Cluster.IsWholeAsync();
        status.Active!.Epoch.ShouldBe(failed);
        await Cluster.WritesAsync(failed);
        await AllHaveFollowedAsync();
        var moves = (await Client.HistoryAsync(before.Version)).Where(entry => entry.Type is "NodeActivated" or "FailoverDecided" or "SwitchoverStarted").Select(entry => entry.Type);
        moves.ShouldBe(["SwitchoverStarted", "NodeActivated", "FailoverDecided", "NodeActivated"]);
        Cluster.Journal.ShouldShowOneServiceAtATime();
        (await Client.VerifyAsync()).Intact.ShouldBeTrue();
    }

    private async Task<long> SwitchOverAsync(LocalBroker local, string from, long epoch)
    {
        var to = Cluster.Workers.Keys.First(name => name != from);
        var killed = local.KillAsync();
        (await Client.PostAsync("/v1/cluster/switchover", $$"""{"to":"{{to}}","reason":"test"}""")).Status.ShouldBe(HttpStatusCode.Accepted);
        await killed;

        var after = await Cluster.IsActiveAfterAsync(epoch);
        after.Active!.Node.ShouldBe(to);
        await Cluster.WritesAsync(after.Active.Epoch);
        return after.Active.Epoch;
    }

    private async Task<long> FailOverAsync(LocalBroker local, long epoch)
    {
        var active = (await Cluster.IsWholeAsync()).Active!.Node;
        var killed = Cluster.Workers[active].KillAsync();
        await local.KillAsync();
        await killed;

        var after = await Cluster.IsActiveAfterAsync(epoch);
        after.Active!.Node.ShouldNotBe(active);
        Cluster.Workers[active].Start();
        return after.Active.Epoch;
    }
}
