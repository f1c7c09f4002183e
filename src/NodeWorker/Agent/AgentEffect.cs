namespace EventCluster.NodeWorker.Agent;

/// <summary>Something that the agent wants done. Effects of one step are carried out in their order.</summary>
public abstract record AgentEffect;

/// <summary>Start the service under a guard.</summary>
/// <param name="Run">Number of this start; reports about it carry it.</param>
/// <param name="Epoch">The epoch held.</param>
/// <param name="Reason">Why, for people and for hooks.</param>
/// <param name="Generation">Configuration generation to start with.</param>
/// <param name="Deadline">When the guard ends it by itself, on the boot clock; null for never.</param>
public sealed record StartService(long Run, long Epoch, string Reason, int Generation, TimeSpan? Deadline) : AgentEffect;

/// <summary>Stop the service in order, by killing it once <paramref name="Limit"/> has passed.</summary>
public sealed record StopService(long Run, TimeSpan Limit) : AgentEffect;

/// <summary>Kill the service, without any grace.</summary>
public sealed record KillService(long Run) : AgentEffect;

/// <summary>Move the guard's deadline; null for never.</summary>
public sealed record MoveDeadline(long Run, TimeSpan? Deadline) : AgentEffect;

/// <summary>Restart the rest of the product; no service runs meanwhile.</summary>
public sealed record RestartProduct(Guid Request) : AgentEffect;

/// <summary>Send a heartbeat at once.</summary>
public sealed record SendHeartbeat : AgentEffect;

/// <summary>What an input leads to.</summary>
public readonly record struct AgentStep(NodeAgent Next, IReadOnlyList<AgentEffect> Effects);
