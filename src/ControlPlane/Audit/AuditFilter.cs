using System.Text.Json;
using EventCluster.Contracts.Cluster;

namespace EventCluster.ControlPlane.Audit;

/// <summary>Which lines of the history are wanted; null means any.</summary>
/// <param name="From">Not before this UTC time.</param>
/// <param name="To">Before this UTC time.</param>
/// <param name="Types">Names of events.</param>
/// <param name="Node">The node that they are about.</param>
/// <param name="Actor">Who.</param>
/// <param name="CorrelationId">What belongs together.</param>
internal sealed record AuditFilter(DateTime? From, DateTime? To, IReadOnlySet<string>? Types, string? Node, string? Actor, Guid? CorrelationId)
{
    private static readonly string[] NodeMembers = ["node", "from", "to", "target"];

    /// <summary>Whether an event of this type can match at all; asked before anything of it is read.</summary>
    internal bool MayMatch(string type) => Types is null || Types.Contains(type);

    /// <summary>Whether a line matches.</summary>
    internal bool Matches(AuditEntry entry) =>
        (From is null || entry.At >= From) && (To is null || entry.At < To) && (Actor is null || entry.Actor == Actor)
        && (CorrelationId is null || entry.CorrelationId == CorrelationId) && (Node is null || IsAbout(entry.Data, Node));

    private static bool IsAbout(JsonElement data, string node) => data.ValueKind == JsonValueKind.Object
        && NodeMembers.Any(member => data.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(node));
}
