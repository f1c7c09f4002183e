using EventCluster.Bus;
using EventCluster.Bus.RabbitMq;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting.Waiting;
using EventCluster.NodeWorker.Agent;
using EventCluster.NodeWorker.Follow;
using EventCluster.NodeWorker.Health;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Settings;

namespace EventCluster.NodeWorker;

/// <summary>What a worker has only with a bus: the way over it, the node's queue, and following the cluster's history.</summary>
internal sealed class BusPart : IAsyncDisposable
{
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(2);
    private readonly WorkerSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _logs;
    private readonly WorkerBus _bus;
    private readonly NodeInbox _inbox;
    private readonly ClusterFollower _follower;
    private readonly EventPages _pages;
    private readonly FollowLoop _loop;

    /// <summary>Puts it together. Nothing happens before the first join.</summary>
    internal BusPart(WorkerSettings settings, string followFile, Guid boot, HttpLink http, AgentHost host, Func<string?> token, TimeProvider clock, ILoggerFactory logs)
    {
        (_settings, _clock, _logs) = (settings, clock, logs);
        _bus = new(Connect);
        var prompt = new BusLink(_bus, new BlockingSignal(), Guid.CreateVersion7, clock);
        Link = new(http, _bus, prompt, clock, logs.CreateLogger<SwitchingLink>());
        var known = FollowFile.Load(followFile, settings.Name);
        _follower = new(known.Followed);
        _inbox = new(settings.Name, prompt, _follower, () => host.HeartbeatWanted.Set());
        _pages = new(settings.Name, settings.ControlPlanes, token);
        _loop = new(
            _follower, _pages, known, followFile, Share(boot), () => host.Agent.Lease.ClusterVersion, () => IsConnected, clock, logs.CreateLogger<FollowLoop>());
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
    internal SwitchingLink Link { get; }

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
    internal void Joined(JoinReply reply)
    {
        _loop.Joined(reply);
        _bus.Join(reply.Cluster);
    }

    /// <summary>Follows the history until cancelled.</summary>
    internal Task RunAsync(CancellationToken stop) => _loop.RunAsync(stop);

    /// <summary>Ends the connection, in the background if that takes long. It does not come back: the node's queue may be removed.</summary>
    internal Task LeaveAsync() => Task.WhenAny(_bus.DisposeAsync().AsTask(), Task.Delay(LeaveLimit, CancellationToken.None));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        Link.Dispose();
        _loop.Dispose();
        _pages.Dispose();
    }

    private MessageBus Connect(string cluster) => MessageBus.Start(
        new(
            new RabbitMqBroker(_settings.Bus!, $"EventCluster node {_settings.Name}"), cluster, _settings.Key!, new(BusRole.Node, _settings.Name),
            [_inbox.Queue(cluster)]),
        _clock, _logs);

    private string? Problem(BusStatus? status) => status switch
    {
        null => "The node has not joined yet.",
        { IsConnected: true } => Link.Problem,
        _ => status.Problem,
    };

    /// <summary>A share from 0 up to 1 that differs from node to node.</summary>
    private static double Share(Guid boot) => (uint)boot.GetHashCode() / (uint.MaxValue + 1.0);
}
