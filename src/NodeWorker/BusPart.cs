using EventCluster.Bus;
using EventCluster.Bus.RabbitMq;
using EventCluster.Bus.Settings;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting.Waiting;
using EventCluster.NodeWorker.Agent;
using EventCluster.NodeWorker.Follow;
using EventCluster.NodeWorker.Health;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Settings;

namespace EventCluster.NodeWorker;

/// <summary>What a worker has only with a bus: the way over it, the node's queue, and following the cluster's history.</summary>
public sealed class BusPart : IAsyncDisposable
{
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(2);
    private readonly TimeProvider _clock;
    private readonly WorkerBus _bus;
    private readonly NodeInbox _inbox;
    private readonly ClusterFollower _follower;
    private readonly IEventPages _pages;
    private readonly FollowLoop _loop;

    /// <summary>Puts it together. Nothing happens before the first join.</summary>
    /// <param name="known">What the process before this one has followed as this node.</param>
    /// <param name="spread">The node's own share of waits that all nodes have at the same time, from 0 up to 1.</param>
    /// <param name="http">The way that is always there.</param>
    /// <param name="host">The agent.</param>
    /// <param name="edges">What it stands on.</param>
    /// <param name="clock">The boot clock.</param>
    /// <param name="logs">Where it logs.</param>
    public BusPart(FollowFile known, double spread, IControlPlaneLink http, AgentHost host, BusEdges edges, TimeProvider clock, ILoggerFactory logs)
    {
        (_clock, _pages) = (clock, edges.Pages);
        _bus = new(cluster => edges.Connect(cluster, _inbox!.Queue(cluster)));
        var prompt = new BusLink(_bus, edges.Answered, edges.NewId, clock);
        Link = new(http, _bus, prompt, clock, logs.CreateLogger<SwitchingLink>());
        _follower = new(known.Followed);
        _inbox = new(known.Node, prompt, _follower, () => host.HeartbeatWanted.Set());
        _loop = new(_follower, _pages, known, edges.Save, spread, () => host.Agent.Lease.ClusterVersion, () => IsConnected, clock, logs.CreateLogger<FollowLoop>());
        _bus.Changed += status =>
        {
            if (status.IsConnected)
            {
                // Back at once: a heartbeat tries the bus, and what was published meanwhile is looked for.
                host.HeartbeatWanted.Set();
                _follower.Missed();
            }
        };
    }

    /// <summary>Both ways to the control plane.</summary>
    public SwitchingLink Link { get; }

    /// <summary>What is followed of the cluster.</summary>
    public ClusterFollower Follower => _follower;

    /// <summary>How it stands, for people.</summary>
    internal BusView View
    {
        get
        {
            var (cluster, facts, counts) = (_follower.Cluster, _follower.Cluster.Facts, _follower.Counts);
            return new(
                new(IsConnected, _bus.Status?.Broker, Problem(_bus.Status), Link.Switches, _inbox.Unusable),
                new(
                    cluster.Through, facts.HighAvailability, facts.LoadBalancing, facts.Active, facts.Epoch, facts.Generation, facts.Scheduler, facts.Term,
                    cluster.Cluster, cluster.Own, counts, _loop.Problem),
                _bus.Metrics);
        }
    }

    private bool IsConnected => _bus.Status is { IsConnected: true };

    /// <summary>The process was admitted: now the cluster's name is known.</summary>
    public void Joined(JoinReply reply)
    {
        _loop.Joined(reply);
        _bus.Join(reply.Cluster);
    }

    /// <summary>Follows the history until cancelled.</summary>
    public Task RunAsync(CancellationToken stop) => _loop.RunAsync(stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        Link.Dispose();
        _pages.Dispose();
    }

    /// <summary>The part of a worker whose settings name a broker.</summary>
    internal static BusPart Over(
        BusSettings bus, WorkerSettings settings, string followFile, Guid boot, HttpLink http, AgentHost host, Func<string?> token, TimeProvider clock, ILoggerFactory logs)
    {
        MessageBus Connect(string cluster, BusQueue queue) => MessageBus.Start(
            new(new RabbitMqBroker(bus, $"EventCluster node {settings.Name}"), cluster, settings.Key!, new(BusRole.Node, settings.Name), [queue]), clock, logs);
        BusEdges edges = new(Connect, new EventPages(settings.Name, settings.ControlPlanes, token), file => file.Save(followFile), new BlockingSignal(), Guid.CreateVersion7);
        return new(FollowFile.Load(followFile, settings.Name), Share(boot), http, host, edges, clock, logs);
    }

    /// <summary>Ends the connection, in the background if that takes long. It does not come back: the node's queue may be removed.</summary>
    internal Task LeaveAsync() => Task.WhenAny(_bus.DisposeAsync().AsTask(), Task.Delay(LeaveLimit, _clock, CancellationToken.None));

    private string? Problem(BusStatus? status) => status switch
    {
        null => "The node has not joined yet.",
        { IsConnected: true } => Link.Problem,
        _ => status.Problem,
    };

    /// <summary>A share from 0 up to 1 that differs from node to node.</summary>
    private static double Share(Guid boot) => (uint)boot.GetHashCode() / (uint.MaxValue + 1.0);
}
