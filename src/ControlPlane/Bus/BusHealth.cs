using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Status;
using EventCluster.Domain.State;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Bus;

/// <summary>What people should know of the bus, as this instance sees it.</summary>
internal sealed class BusHealth(ClusterLog log, TermHolder term, HeartbeatDesk desk, BusLink link, ForeignKeys keys, TimeProvider clock)
{
    private const int IntervalsOffBus = 5;
    private static readonly TimeSpan ShortestOffBus = TimeSpan.FromSeconds(10);

    internal BusView Look()
    {
        var (status, age) = (link.Status, link.StatusAge);
        var away = !status.IsConnected && age >= log.State.Timings.SuspectAfter
            ? new AwayBroker($"{status.Broker} {status.Problem}", clock.GetUtcNow().UtcDateTime - age)
            : null;
        return new(away, status.IsConnected && term.IsActive ? OffBus(age) : [], keys.Names);
    }

    /// <summary>Nodes that go on over HTTP although the bus is there. Only who answers both ways can tell.</summary>
    private string[] OffBus(TimeSpan connected)
    {
        var intervals = log.State.Timings.HeartbeatInterval * IntervalsOffBus;
        var patience = intervals > ShortestOffBus ? intervals : ShortestOffBus;
        return connected < patience ? [] :
        [
            .. log.State.Nodes.Values
                .Where(node => node.Life == NodeLife.Healthy && desk.LastSeen(node.Name) is { Channel: NodeSight.Http } sight && clock.Now() - sight.ChannelSince >= patience)
                .Select(node => node.Name),
        ];
    }
}
