using EventCluster.Domain.Events;

namespace EventCluster.Domain.History;

/// <summary>An event of the cluster as it stands in its history.</summary>
/// <param name="Version">Its number in the cluster stream, from 0.</param>
/// <param name="Position">Its place in the store.</param>
/// <param name="Id">Its identity.</param>
/// <param name="Event">What happened.</param>
/// <param name="Metadata">Who, why, when, and its link in the chain.</param>
public sealed record Envelope(int Version, long Position, Guid Id, ClusterEvent Event, EventMetadata Metadata);

/// <summary>What is kept with every event of the cluster.</summary>
/// <param name="At">UTC time of the decision, for people.</param>
/// <param name="Schema">Schema version of the event's data.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why, where somebody said so.</param>
/// <param name="Source">From which address.</param>
/// <param name="CorrelationId">Shared by all that belongs together.</param>
/// <param name="CausationId">The command that caused it.</param>
/// <param name="Command">Fingerprint of the command's content, by which the same key with another content is found.</param>
/// <param name="Instance">Control plane instance that appended it.</param>
/// <param name="Term">Term in which an automatic decision was taken.</param>
/// <param name="PreviousHash">Hash of the event before it, lower-case hex; empty for the first.</param>
/// <param name="Hash">See <see cref="HashChain"/>.</param>
public sealed record EventMetadata(
    DateTime At, int Schema, string Actor, string? Reason, string? Source, Guid CorrelationId, Guid CausationId, string? Command, string Instance,
    long? Term, string PreviousHash, string Hash);
