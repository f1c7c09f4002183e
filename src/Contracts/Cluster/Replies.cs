using System.Text.Json;

namespace EventCluster.Contracts.Cluster;

/// <summary>Answer to every command.</summary>
/// <param name="Version">Version of the cluster after it.</param>
/// <param name="Changed">False when what it asks for held already.</param>
/// <param name="Events">What it caused.</param>
/// <param name="CorrelationId">Under which the history shows it and all that follows from it.</param>
public sealed record CommandReply(int Version, bool Changed, IReadOnlyList<EventReference> Events, Guid CorrelationId);

/// <summary>An event by name and id.</summary>
public sealed record EventReference(string Type, Guid Id);

/// <summary><c>GET /v1/audit</c>. <paramref name="Next"/>: pass it as <c>after</c> (or follow it) for the next page; null at the end.</summary>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Items, string? Next);

/// <summary>One line of the history. <c>Outcome</c>: <c>applied</c> or <c>refused</c>.</summary>
public sealed record AuditEntry(
    int Version, long Position, Guid Id, string Type, DateTime At, string Actor, string? Reason, string? Source, Guid CorrelationId, Guid? CausationId,
    string Outcome, JsonElement Data);

/// <summary><c>GET /v1/audit/verify</c>.</summary>
public sealed record AuditVerification(bool Intact, long? Events = null, AuditHead? Head = null, BrokenLink? FirstBroken = null, CheckpointComparison? Checkpoints = null);

/// <summary>How the history compares with the checkpoints that this instance can read.</summary>
/// <param name="Compared">How many agree with it.</param>
/// <param name="Unverifiable">Lines that cannot be read, or are signed with another key; they say nothing.</param>
/// <param name="Newest">The newest version that one tells of; null without any. What came later is not covered.</param>
public sealed record CheckpointComparison(int Compared, int Unverifiable, int? Newest);

/// <summary>Newest link of the hash chain.</summary>
public sealed record AuditHead(int Version, string Hash);

/// <summary>The first event that does not match the chain.</summary>
public sealed record BrokenLink(int Version, string Why);

/// <summary><c>POST /v1/projections/rebuild</c>.</summary>
public sealed record RebuildReport(bool Equal, long Events, TimeSpan Elapsed, string? FirstDifference = null);

/// <summary><c>GET /v1/nodes/{name}/heartbeats</c>, newest first.</summary>
public sealed record HeartbeatList(IReadOnlyList<HeartbeatEntry> Items);

/// <summary>One recorded heartbeat.</summary>
public sealed record HeartbeatEntry(DateTime At, Guid Boot, long Sequence, long Epoch, string Service, string Channel, int FailedChecks);
