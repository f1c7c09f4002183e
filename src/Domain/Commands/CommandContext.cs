namespace EventCluster.Domain.Commands;

/// <summary>Who wants something, why, and under which numbers it is recorded.</summary>
/// <param name="CommandId">Identity of the command; the same twice has one effect.</param>
/// <param name="CorrelationId">Shared by all that belongs together.</param>
/// <param name="Actor">For example <c>token:admin</c>, <c>node:node-a</c> or <c>system:scheduler</c>.</param>
/// <param name="Reason">The person's reason.</param>
/// <param name="Source">Address it came from.</param>
/// <param name="Now">UTC time, for people.</param>
/// <param name="Term">For commands of the control plane itself: the term in which it acts.</param>
public sealed record CommandContext(Guid CommandId, Guid CorrelationId, string Actor, string? Reason, string? Source, DateTime Now, long? Term = null);
