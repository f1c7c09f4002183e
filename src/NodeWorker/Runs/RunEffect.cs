using EventCluster.Contracts.Jobs;

namespace EventCluster.NodeWorker.Runs;

/// <summary>Something that the book wants done. Effects of one step are carried out in their order.</summary>
public abstract record RunEffect;

/// <summary>Keep the memory on disk, and only then start the runs.</summary>
/// <param name="Memory">It has the runs as begun.</param>
/// <param name="Runs">What to start.</param>
public sealed record BeginRuns(RunMemory Memory, IReadOnlyList<StartRun> Runs) : RunEffect;

/// <summary>A start.</summary>
/// <param name="Order">What was ordered.</param>
/// <param name="Epoch">The epoch held, 0 for none.</param>
/// <param name="Deadline">When it is killed, on the boot clock; null for never.</param>
public sealed record StartRun(RunOrder Order, long Epoch, TimeSpan? Deadline);

/// <summary>Kill a run with everything it has started, or never start it if it still waits for that.</summary>
public sealed record KillRun(Guid Run) : RunEffect;

/// <summary>Move a run's deadline; null for never.</summary>
public sealed record MoveRun(Guid Run, TimeSpan? Deadline) : RunEffect;

/// <summary>Tell the control plane at once.</summary>
public sealed record TellRuns : RunEffect;

/// <summary>What an input leads to.</summary>
public readonly record struct RunStep(RunBook Next, IReadOnlyList<RunEffect> Effects);

/// <summary>How an action ended; all of its processes are gone.</summary>
/// <param name="ExitCode">Its exit code; null when it was killed, or never started.</param>
/// <param name="Detail">How it ended, for people.</param>
/// <param name="Output">The last part of what it printed.</param>
/// <param name="IsOverdue">Its guard killed it at the newest deadline that it had been told.</param>
public sealed record RunEnd(int? ExitCode, string Detail, string Output, bool IsOverdue = false);
