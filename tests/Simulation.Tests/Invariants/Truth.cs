using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;
using EventCluster.Domain.State;
using EventCluster.Simulation.Tests.Store;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>The history as it truly stands, folded at once at every append: what everybody else's view and every answer is compared with.</summary>
internal sealed class Truth
{
    private readonly StoreServer _server;
    private readonly Action<string, string> _note;
    private readonly Dictionary<Guid, int> _commands = [];
    private string _hash = "";
    private long _epoch;
    private long _term;

    /// <summary>Follows a store.</summary>
    /// <param name="server">The store.</param>
    /// <param name="note">Told of each event: who, and what.</param>
    internal Truth(StoreServer server, Action<string, string> note)
    {
        (_server, _note) = (server, note);
        server.Appended += Follow;
    }

    /// <summary>The cluster as its history has it.</summary>
    internal ClusterState State { get; private set; } = ClusterState.Empty;

    /// <summary>What the history breaks; null while it holds.</summary>
    internal string? Violation { get; private set; }

    /// <summary>An answer was given to a person: what it says must be so.</summary>
    internal void Acknowledged(Guid command, CommandOutcome outcome)
    {
        var stands = _commands.TryGetValue(command, out var version);
        if (outcome.Changed && !stands)
        {
            Violation ??= $"A command was answered with version {outcome.Version}, and the history does not have it.";
        }
        else if (outcome.Changed && outcome.Version != version)
        {
            Violation ??= $"A command was answered with version {outcome.Version}, and the history has it at {version}.";
        }
    }

    private void Follow()
    {
        foreach (var stored in _server.Read(ClusterLog.Stream, State.Version + 1, StreamStore.ReadDirection.Forwards, int.MaxValue))
        {
            var (hash, why) = HashChain.Check(_hash, stored.Version, stored.Id, stored.Type, stored.Data.Span, stored.Metadata.Span);
            if (why is not null)
            {
                Violation ??= $"Version {stored.Version} breaks the hash chain: {why}";
                return;
            }

            _hash = hash!;
            var envelope = ClusterLog.Decode(stored);
            State = Evolution.Evolve(State, envelope);
            Remember(envelope);
            Judge(envelope.Event);
            _note(envelope.Metadata.Instance, $"{stored.Type} {Words(envelope.Event)}");
        }
    }

    private void Remember(Envelope envelope)
    {
        if (envelope.Metadata.CausationId is var command && _commands.TryGetValue(command, out var before) && before != envelope.Version - 1)
        {
            Violation ??= $"One command has had its effect twice, at versions {before} and {envelope.Version}.";
        }

        _commands[envelope.Metadata.CausationId] = envelope.Version;
    }

    private void Judge(ClusterEvent e)
    {
        switch (e)
        {
            case NodeActivated given:
                Violation ??= given.Epoch <= _epoch ? $"Epoch {given.Epoch} was given after epoch {_epoch}." : null;
                _epoch = given.Epoch;
                break;
            case SchedulerActivated begun:
                Violation ??= begun.Term <= _term ? $"Term {begun.Term} began after term {_term}." : null;
                _term = begun.Term;
                break;
        }
    }

    private static string Words(ClusterEvent e) => e switch
    {
        NodeActivated given => $"{given.Node} epoch {given.Epoch}",
        SchedulerActivated begun => $"term {begun.Term} {begun.Instance}",
        EpochReleased released => $"{released.Node} epoch {released.Epoch} {released.How}",
        _ => "",
    };
}
