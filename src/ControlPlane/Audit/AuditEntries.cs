using System.Text.Json;
using EventCluster.Contracts.Cluster;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Audit;

/// <summary>Stored events as lines of the history. Events that cannot be read still show, with what is known of them.</summary>
internal static class AuditEntries
{
    private const string Applied = "applied";
    private const string RefusedOutcome = "refused";
    private static readonly JsonElement Unreadable = JsonElement.Parse("""{"unreadable":true}""");

    internal static AuditEntry Of(StoredEvent stored)
    {
        var outcome = stored.Type == nameof(CommandRefused) ? RefusedOutcome : Applied;
        var metadata = EventCodec.ReadMetadata(stored.Metadata.Span);
        return metadata?.Actor is null
            ? new(stored.Version, stored.Position, stored.Id, stored.Type, stored.Created, "unknown", null, null, Guid.Empty, null, outcome, Data(stored))
            : new(
                stored.Version, stored.Position, stored.Id, stored.Type, metadata.At, metadata.Actor, metadata.Reason, metadata.Source, metadata.CorrelationId,
                metadata.CausationId, outcome, Data(stored));
    }

    private static JsonElement Data(StoredEvent stored)
    {
        try
        {
            return JsonElement.Parse(stored.Data.Span);
        }
        catch (JsonException)
        {
            return Unreadable;
        }
    }
}
