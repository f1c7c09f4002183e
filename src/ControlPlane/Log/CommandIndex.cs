using System.Collections.Concurrent;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;

namespace EventCluster.ControlPlane.Log;

/// <summary>The newest commands of people and nodes in the history, so that a repeated one gets its answer again instead of a second effect.</summary>
public sealed class CommandIndex
{
    /// <summary>How many commands are remembered; with one command a second, more than five hours.</summary>
    public const int Capacity = 20_000;

    private readonly ConcurrentDictionary<Guid, RecordedCommand> _commands = new();
    private readonly Queue<Guid> _order = new();

    /// <summary>The command of an id; null where it is not remembered.</summary>
    public RecordedCommand? Find(Guid commandId) => _commands.GetValueOrDefault(commandId);

    /// <summary>Notes an event; called in order by one thread at a time.</summary>
    internal void Add(Envelope envelope)
    {
        var metadata = envelope.Metadata;
        if (metadata.Term is not null)
        {
            return;
        }

        var known = _commands.GetValueOrDefault(metadata.CausationId);
        if (known is null)
        {
            _order.Enqueue(metadata.CausationId);
            if (_order.Count > Capacity)
            {
                _commands.TryRemove(_order.Dequeue(), out _);
            }
        }

        _commands[metadata.CausationId] = new(
            metadata.Command, envelope.Version, metadata.CorrelationId, [.. known?.Events ?? [], (EventNames.Of(envelope.Event).Name, envelope.Id)],
            envelope.Event as CommandRefused);
    }
}

/// <summary>A command that has had its effect.</summary>
/// <param name="Fingerprint">Of its content.</param>
/// <param name="Version">Version of its last event.</param>
/// <param name="CorrelationId">Its correlation.</param>
/// <param name="Events">Its events.</param>
/// <param name="Refused">Set where it was refused.</param>
public sealed record RecordedCommand(string? Fingerprint, int Version, Guid CorrelationId, IReadOnlyList<(string Type, Guid Id)> Events, CommandRefused? Refused);
