using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.EndToEnd.Tests.Processes;
using EventCluster.Shared;

namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>The active node loses its ways to the others, one after the other.</summary>
public sealed class CutOffTests(TestBroker broker) : BusClusterTest
{
    // Leases of the profile balanced are 5 s.
    private const double TwoLeasesMilliseconds = 10_000;
    private readonly Dictionary<string, TcpProxy> _toBroker = [];
    private readonly Dictionary<string, TcpProxy> _toControlPlane = [];

    [Fact]
    public async Task Given_the_active_node_When_it_is_cut_off_from_the_broker_or_the_control_plane_it_keeps_its_role_And_from_both_it_fences_itself()
    {
        var address = await broker.AddressAsync();
        await StartOnAsync(address, node => Through(address, (_toBroker[node] = TcpProxy.To(address.Host, address.Port)).Port), new ClusterOptions
        {
            Worker = (node, controlPlane) => new Dictionary<string, string>
            {
                ["EventCluster__Node__ControlPlanes"] = $"http://127.0.0.1:{(_toControlPlane[node] = TcpProxy.To(controlPlane.Port)).Port}",
            },
        });
        var before = await Cluster.IsWholeAsync();
        var (active, epoch) = (before.Active!.Node, before.Active.Epoch);
        var service = (await Cluster.WritesAsync(epoch)).Pid;

        _toBroker[active].Stall();
        await IsOverHttpAsync(active);
        await ServesForTwoLeasesAsync(epoch);
        _toBroker[active].Restore();
        await AllAreOnBusAsync();

        _toControlPlane[active].Cut();
        await ServesForTwoLeasesAsync(epoch);
        (await WorkerAsync(active)).Channel.ShouldBe("bus");
        _toControlPlane[active].Restore();
        await WasQuietSinceAsync(before.Version);

        _toBroker[active].Stall();
        _toControlPlane[active].Stall();
        await Until.IsAsync("it has ended its service by itself", () => !ProcessTable.IsAlive(service));
        (await WorkerAsync(active)).Role.ShouldBe("standby");
        var after = await Cluster.IsActiveAfterAsync(epoch);
        after.Active!.Node.ShouldNotBe(active);
        _toBroker[active].Restore();
        _toControlPlane[active].Restore();

        await Cluster.IsWholeAsync();
        await AllAreOnBusAsync();
        await AllHaveFollowedAsync();
        Cluster.Journal.ShouldShowOneServiceAtATime();
    }

    private Task ServesForTwoLeasesAsync(long epoch)
    {
        var since = Cluster.Journal.Last()!.MonotonicMs;
        return Until.IsAsync("it has served for two leases since", () => Cluster.Journal.Last() is { } line && line.Epoch == epoch && line.MonotonicMs > since + TwoLeasesMilliseconds);
    }

    /// <inheritdoc/>
    protected override async ValueTask CleanUpAsync()
    {
        foreach (var proxy in _toBroker.Values.Concat(_toControlPlane.Values))
        {
            await proxy.DisposeAsync();
        }
    }
}
