using EventCluster.Contracts.Jobs;

namespace EventCluster.NodeWorker.Runs;

/// <summary>A run as the node knows it. Instants are on the boot clock.</summary>
/// <param name="Run">Identity of the run.</param>
/// <param name="Order">What was ordered; null for a run of an earlier process.</param>
/// <param name="State">How far it is.</param>
/// <param name="Message">Why it failed, was refused or lost; while it runs, why it is being ended.</param>
public sealed record RunEntry(Guid Run, RunOrder? Order, RunState State, string? Message)
{
    /// <summary>When it was begun; null where it was not.</summary>
    public TimeSpan? BegunAt { get; init; }

    /// <summary>When it is killed at the latest.</summary>
    public TimeSpan? LimitAt { get; init; }

    /// <summary>The epoch under which it was begun, 0 without a role.</summary>
    public long Epoch { get; init; }

    /// <summary>As what it ends once it is gone; null while it may go on.</summary>
    public RunState? Ending { get; init; }

    /// <summary>Exit code, where it ended by itself.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The last part of what it printed; null before its end.</summary>
    public string? Output { get; init; }

    /// <summary>How long it ran; null before its end.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>True from its begin until it is certainly gone.</summary>
    public bool IsRunning => State == RunState.Running;

    /// <summary>When it is killed as things are: at its time limit, or with the role that it needs.</summary>
    public TimeSpan? Deadline(HeldRole role) => Order is { NeedsRole: true } && !(LimitAt < role.ValidUntil) ? role.ValidUntil ?? LimitAt : LimitAt;

    /// <summary>What is told of it.</summary>
    public RunReport Report(TimeSpan now) => new(Run, State, ExitCode, Output, IsRunning ? null : Message, Elapsed ?? now - BegunAt);
}

/// <summary>The role as the node holds it.</summary>
/// <param name="Epoch">The epoch, 0 for none.</param>
/// <param name="ValidUntil">When it ends by itself; null for never, or without a role.</param>
public readonly record struct HeldRole(long Epoch, TimeSpan? ValidUntil)
{
    /// <summary>True while it is held.</summary>
    public bool Holds(TimeSpan now) => Epoch > 0 && !(ValidUntil <= now);
}
