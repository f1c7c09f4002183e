using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;
using EventCluster.Domain.State;
using EventCluster.Simulation.Tests.Store;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>The history as it truly stands, folded at once at every append: what everybody else's view and every answer is compared with.</summary>
internal sealed class Truth
{
    private const int LeastBetweenSamples = 50;
    private readonly StoreServer _server;
    private readonly Findings _findings;
    private readonly int _betweenSamples;
    private readonly Action<string, string> _note;
    private readonly Dictionary<Guid, Effect> _effects = [];
    private readonly Dictionary<int, ClusterState> _samples = [];
    private readonly List<string> _hashes = [];
    private long _epoch;
    private long _term;

    /// <summary>Follows a store.</summary>
    /// <param name="server">The store.</param>
    /// <param name="findings">Told of what the history breaks.</param>
    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="note">Told of each event: who, and what.</param>
    internal Truth(StoreServer server, Findings findings, int nodes, Action<string, string> note)
    {
        // The state of many nodes takes long to compare.
        (_server, _findings, _note, _betweenSamples) = (server, findings, note, Math.Max(LeastBetweenSamples, nodes));
        server.Appended += Follow;
    }

    /// <summary>A node was given the role, at this moment.</summary>
    internal event Action<NodeActivated>? Given;

    /// <summary>The cluster as its history has it.</summary>
    internal ClusterState State { get; private set; } = ClusterState.Empty;

    /// <summary>The hash of an event; null where the history has none.</summary>
    internal string? HashOf(int version) => version < _hashes.Count ? _hashes[version] : null;

    /// <summary>The state at a version, of some versions; null of the others.</summary>
    internal ClusterState? Sample(int version) => _samples.GetValueOrDefault(version);

    /// <summary>What a command has left in the history; null for nothing.</summary>
    internal Effect? EffectOf(Guid command) => _effects.GetValueOrDefault(command);

    private void Follow()
    {
        // One judgement over thousands of nodes is more than a page.
        while (FollowPage() == StoreServer.PageEvents)
        {
        }
    }

    private int FollowPage()
    {
        var page = _server.Read(ClusterLog.Stream, State.Version + 1, StreamStore.ReadDirection.Forwards, int.MaxValue);
        foreach (var stored in page)
        {
            var (hash, why) = HashChain.Check(_hashes.Count == 0 ? "" : _hashes[^1], stored.Version, stored.Id, stored.Type, stored.Data.Span, stored.Metadata.Span);
            if (why is not null)
            {
                _findings.Add($"Version {stored.Version} breaks the hash chain: {why}");
                return 0;
            }

            _hashes.Add(hash!);
            var envelope = ClusterLog.Decode(stored);
            Judge(envelope.Event, State);
            State = Evolution.Evolve(State, envelope);
            if (envelope.Version % _betweenSamples == 0)
            {
                _samples[envelope.Version] = State;
            }

            Remember(envelope);
            _note(envelope.Metadata.Instance, $"{stored.Type} {Words(envelope.Event)}");
        }

        return page.Count;
    }

    private void Remember(Envelope envelope)
    {
        var (command, refused) = (envelope.Metadata.CausationId, envelope.Event is CommandRefused);
        if (!_effects.TryGetValue(command, out var before))
        {
            _effects[command] = new(envelope.Version, envelope.Version, refused);
            return;
        }

        if (before.Last != envelope.Version - 1 || before.Refused || refused)
        {
            _findings.Add($"One command has had its effect twice, at versions {before.Last} and {envelope.Version}.");
        }

        _effects[command] = before with { Last = envelope.Version };
    }

    private void Judge(ClusterEvent e, ClusterState before)
    {
        switch (e)
        {
            case NodeActivated given:
                if (given.Epoch <= _epoch)
                {
                    _findings.Add($"Epoch {given.Epoch} was given after epoch {_epoch}.");
                }

                if (before is { Move: null, HighAvailability: false } or { Move: null, Pause: not null })
                {
                    _findings.Add($"Epoch {given.Epoch} was given although {(before.HighAvailability ? "automation was paused" : "high availability was off")}.");
                }

                _epoch = given.Epoch;
                Given?.Invoke(given);
                break;
            case EpochReleased { How: ReleaseProof.Fenced } fenced:
                if (before is { Move: null, Pause: not null })
                {
                    _findings.Add($"{fenced.Node} was fenced although automation was paused.");
                }

                break;
            case SchedulerActivated begun:
                if (begun.Term <= _term)
                {
                    _findings.Add($"Term {begun.Term} began after term {_term}.");
                }

                _term = begun.Term;
                break;
        }
    }

    private static string Words(ClusterEvent e) => e switch
    {
        NodeActivated given => $"{given.Node} epoch {given.Epoch}",
        SchedulerActivated begun => $"term {begun.Term} {begun.Instance}",
        EpochReleased released => $"{released.Node} epoch {released.Epoch} {released.How}",
        NodeJoined joined => joined.Node,
        NodeRestarted restarted => restarted.Node,
        NodeSuspected suspected => suspected.Node,
        NodeLost lost => lost.Node,
        NodeRecovered recovered => recovered.Node,
        NodeLeft left => left.Node,
        NodeRemoved removed => removed.Node,
        CommandRefused refused => $"{refused.Command} {refused.Target} {refused.Code}",
        FailoverBlocked blocked => blocked.ToString(),
        _ => "",
    };
}

/// <summary>What a command has left in the history.</summary>
/// <param name="First">Version of its first event.</param>
/// <param name="Last">Version of its last event.</param>
/// <param name="Refused">It was refused, and that is recorded.</param>
internal sealed record Effect(int First, int Last, bool Refused);
