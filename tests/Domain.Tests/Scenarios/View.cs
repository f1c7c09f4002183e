using EventCluster.Domain.Failover;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Tests.Scenarios;

/// <summary>What the holder of the term sees, in seconds; without a word about it, a term of an hour that heard nobody.</summary>
internal sealed class View
{
    private readonly Dictionary<string, Func<ClusterState, Sighting>> _sightings = [];
    private readonly Dictionary<string, Grant> _grants = [];
    private readonly Dictionary<string, FailureCount> _failures = [];
    private readonly Dictionary<string, TimeSpan> _joins = [];
    private TimeSpan _termAge = TimeSpan.FromHours(1);
    private bool _stalled;
    private bool _pauseOver;
    private string? _key;

    internal static View Term(double age) => new() { _termAge = TimeSpan.FromSeconds(age) };

    /// <summary>Nodes heard just now, with no role.</summary>
    internal static View Of(params string[] heard) => heard.Aggregate(new View(), (view, node) => view.Heard(node));

    /// <summary>A heartbeat of the node's newest process, or of an earlier one.</summary>
    internal View Heard(
        string node, double since = 0, long epoch = 0, long released = 0, ReleaseProof? proof = null, string? why = null, double? lease = null, bool running = false,
        bool leaving = false, Guid? restartDone = null, int? boot = null, NodeCheck[]? checks = null, int version = int.MaxValue, int? web = null, int? service = null)
    {
        _sightings[node] = state => new(
            boot is { } b ? Some.Facts(node, b).Boot : state.Nodes.GetValueOrDefault(node)?.Facts.Boot ?? Guid.Empty, TimeSpan.FromSeconds(since), epoch, released, proof, why,
            lease is { } l ? TimeSpan.FromSeconds(l) : null, running, web ?? state.Nodes.GetValueOrDefault(node)?.WebGeneration ?? 0,
            service ?? state.Nodes.GetValueOrDefault(node)?.ServiceGeneration, restartDone, leaving,
            checks ?? [.. state.Nodes.GetValueOrDefault(node)?.Checks ?? []], version);
        return this;
    }

    /// <summary>The active node as it is when all is well: heard, answered, its service runs.</summary>
    internal View Active(string node, long epoch = 1, double since = 0) => Heard(node, since, epoch, lease: 5, running: true).Granted(node, epoch, since);

    internal View Granted(string node, long epoch, double since)
    {
        _grants[node] = new(epoch, TimeSpan.FromSeconds(since));
        return this;
    }

    internal View Failed(string node, int count, double since)
    {
        _failures[node] = new(count, TimeSpan.FromSeconds(since));
        return this;
    }

    internal View Joined(string node, double since)
    {
        _joins[node] = TimeSpan.FromSeconds(since);
        return this;
    }

    internal View Stalled()
    {
        _stalled = true;
        return this;
    }

    internal View PauseOver()
    {
        _pauseOver = true;
        return this;
    }

    internal View Key(string key)
    {
        _key = key;
        return this;
    }

    internal ClusterView Of(World world) => new(
        _termAge, _stalled, _pauseOver, _key, _sightings.ToDictionary(s => s.Key, s => s.Value(world.State)), _grants, _failures) { Joins = _joins };
}
