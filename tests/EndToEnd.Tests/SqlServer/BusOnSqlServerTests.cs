using EventCluster.EndToEnd.Tests.Broker;

namespace EventCluster.EndToEnd.Tests.SqlServer;

/// <summary>SQL Server and a broker together, with two instances of the control plane.</summary>
public sealed class BusOnSqlServerTests(TestBroker broker) : BusClusterTest
{
    /// <inheritdoc/>
    protected override bool OnSqlServer => true;

    [Fact]
    public async Task Given_a_broker_When_high_availability_is_switched_and_the_holder_of_the_term_is_killed_Then_every_worker_follows_over_the_bus()
    {
        await StartOnAsync(await broker.AddressAsync(), new() { ControlPlanes = 2 });
        var before = await Cluster.IsWholeAsync();
        await SwitchHighAvailabilityAsync(false);
        await SwitchHighAvailabilityAsync(true);

        var holder = await Cluster.HolderAsync();
        await holder.KillAsync();
        await Cluster.ReachesAsync("the other decides", status => status.Scheduler is { } now && now.Term > before.Scheduler!.Term && now.Instance != holder.Name);
        await Cluster.IsWholeAsync();
        await AllAreOnBusAsync();
        await SwitchHighAvailabilityAsync(false);
        await SwitchHighAvailabilityAsync(true);

        await AllHaveFollowedAsync();
        Cluster.Journal.ShouldShowOneServiceAtATime();
        (await Client.VerifyAsync()).Intact.ShouldBeTrue();
    }
}
