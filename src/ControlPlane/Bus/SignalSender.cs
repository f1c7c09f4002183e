using System.Text.Json;
using EventCluster.Bus;
using EventCluster.Contracts.Bus;
using EventCluster.ControlPlane.Http;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.History;
using EventCluster.Domain.State;
using EventCluster.Hosting.Waiting;

namespace EventCluster.ControlPlane.Bus;

/// <summary>
/// Tells over the bus what cannot wait: the holder of the term tells nodes that their desired state may have changed, and an instance without
/// the term tells the others that it has appended to the history. What is told twice before it is sent is sent once; what is lost costs an interval.
/// </summary>
internal sealed class SignalSender : BackgroundService
{
    /// <summary>For more nodes than that, all are told at once.</summary>
    private const int MostSingly = 50;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private readonly HashSet<string> _nodes = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Bell _bell;
    private readonly ClusterLog _log;
    private readonly TermHolder _term;
    private readonly BusLink _link;
    private readonly ControlPlaneSettings _settings;
    private readonly Func<Guid> _newId;
    private bool _all;
    private bool _instances;
    private int _version;
    private long _sent;

    /// <summary>Listens to the signals and to the history.</summary>
    public SignalSender(HeartbeatDesk desk, ClusterLog log, TermHolder term, BusLink link, ControlPlaneSettings settings, Func<Guid> newId, TimeProvider clock)
    {
        (_log, _term, _link, _settings, _newId, _bell) = (log, term, link, settings, newId, new(clock));
        desk.Signals.Raised += OnRaised;
        log.Folded += OnFolded;
    }

    /// <summary>Signals that the broker has confirmed.</summary>
    internal long Sent => Interlocked.Read(ref _sent);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>Goes on until cancelled.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _bell.WaitAsync(LongestWait, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var (keys, instances, version) = Take();
            await Task.WhenAll(keys.Select(key => SendAsync(BusExchange.Nodes, key, version)));
            if (instances)
            {
                await SendAsync(BusExchange.Events, BusNames.InstancesKey, version);
            }
        }
    }

    private async Task SendAsync(BusExchange exchange, string key, int version)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new(version), Wire.Json.Signal);
        if (await _link.PublishAsync(new(exchange, key, BusKinds.Signal, _newId(), body, BusLink.Expiry(_log.State.Timings.Lease)), Limit))
        {
            Interlocked.Increment(ref _sent);
        }
    }

    private void OnRaised(IReadOnlyList<string>? nodes, int version)
    {
        if (_term.IsActive)
        {
            Note(nodes, instances: false, version);
        }
    }

    private void OnFolded(Envelope envelope, ClusterState before, ClusterState after)
    {
        // The holder's own events are relayed by it, which wakes the others.
        if (_log.CaughtUp && !_term.IsActive && envelope.Metadata.Instance == _settings.Instance)
        {
            Note([], instances: true, envelope.Version);
        }
    }

    private void Note(IReadOnlyList<string>? nodes, bool instances, int version)
    {
        if (!_link.Status.IsConnected)
        {
            return;
        }

        lock (_gate)
        {
            (_version, _instances) = (version, _instances || instances);
            _all |= nodes is null;
            _nodes.UnionWith(nodes ?? []);
            _all |= _nodes.Count > MostSingly;
        }

        _bell.Ring();
    }

    private (IReadOnlyList<string> Keys, bool Instances, int Version) Take()
    {
        lock (_gate)
        {
            IReadOnlyList<string> keys = _all ? [BusNames.AllNodes] : [.. _nodes];
            var taken = (keys, _instances, _version);
            _nodes.Clear();
            (_all, _instances) = (false, false);
            return taken;
        }
    }
}
