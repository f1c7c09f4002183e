using EventCluster.ControlPlane.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Simulation.Tests.Kernel;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>
/// What people asked and were told. Each command is linearizable: what is acknowledged stands in the history once, at the version that was told; what was refused or
/// changed nothing does not, and was not decided on a state older than the one at which it was asked; what had no answer has had its effect once or never; the same
/// command again gets the same answer.
/// </summary>
internal sealed class ClientHistory(Truth truth, Findings findings)
{
    private readonly Dictionary<Guid, List<Attempt>> _commands = [];

    /// <summary>A command is sent.</summary>
    internal Attempt Begin(Guid id, CommandOptions options, SimulatedProcess process, TimeSpan now)
    {
        Attempt attempt = new(id, options, process, now, truth.State.Version);
        if (!_commands.TryGetValue(id, out var attempts))
        {
            _commands[id] = attempts = [];
        }

        attempts.Add(attempt);
        return attempt;
    }

    /// <summary>It was answered.</summary>
    /// <param name="attempt">Which.</param>
    /// <param name="outcome">The answer; null when the outcome is unknown.</param>
    /// <param name="view">Version at which the instance that answered shows the cluster.</param>
    internal void End(Attempt attempt, CommandOutcome? outcome, int view)
    {
        (attempt.Ended, attempt.Outcome) = (true, outcome);
        if (outcome is null)
        {
            return;
        }

        if (view < outcome.Version)
        {
            findings.Add($"A command was answered with version {outcome.Version} by an instance that shows version {view}.");
        }

        if (IsRecorded(outcome))
        {
            CheckRecorded(attempt, outcome);
        }
        else if (outcome.Refusal is null && outcome.Version < attempt.Seen)
        {
            findings.Add($"A command was said to change nothing at version {outcome.Version}, but was asked at version {attempt.Seen}.");
        }
        else if (outcome.Refusal?.Code == RefusalCodes.PreconditionFailed && attempt.Options.IfMatch > outcome.Version)
        {
            findings.Add($"A command that expects version {attempt.Options.IfMatch}, which somebody has read, was refused because the cluster stands at {outcome.Version}.");
        }
    }

    /// <summary>What must hold when everybody had time.</summary>
    internal void Check()
    {
        foreach (var (id, attempts) in _commands)
        {
            var effect = truth.EffectOf(id);
            if (attempts.FirstOrDefault(a => !a.Ended && a.Process.IsAlive) is { } waiting)
            {
                findings.Add($"A command that was sent at {waiting.At.TotalSeconds:0.000} s is not answered yet, although the faults are long over.");
            }
            else if (effect is not null && attempts.All(a => a.Outcome is { } outcome && !IsRecorded(outcome)))
            {
                findings.Add($"A command was said to have no effect, and the history has it at version {effect.Last}.");
            }
            else if (attempts.FirstOrDefault(a => a.Outcome is { } outcome && IsRecorded(outcome) && effect?.Last != outcome.Version) is { } lost)
            {
                findings.Add($"A command was answered with version {lost.Outcome!.Version}, and the history has not kept it.");
            }
        }
    }

    private void CheckRecorded(Attempt attempt, CommandOutcome outcome)
    {
        if (truth.EffectOf(attempt.Id) is not { } effect)
        {
            findings.Add($"A command was answered with version {outcome.Version}, and the history does not have it.");
        }
        else if (effect.Last != outcome.Version || effect.Refused != outcome.Refusal is not null)
        {
            findings.Add($"A command was answered with version {outcome.Version}{(outcome.Refusal is null ? "" : ", refused")}, and the history has it at {effect.Last}{(effect.Refused ? ", refused" : "")}.");
        }
        else if (attempt.Options.IfMatch is { } expected && effect.First != expected + 1)
        {
            findings.Add($"A command that expects version {expected} has had its effect at version {effect.First}.");
        }
        else if (_commands[attempt.Id].FirstOrDefault(a => a.Outcome is { } other && IsRecorded(other) && !IsSame(other, outcome)) is { } differing)
        {
            findings.Add($"The same command was answered with {differing.Outcome!.Events.Count} events at version {differing.Outcome.Version}, and then with {outcome.Events.Count} at {outcome.Version}.");
        }
    }

    private static bool IsRecorded(CommandOutcome outcome) => outcome.Changed || outcome.Refusal is { Recorded: true };

    private static bool IsSame(CommandOutcome one, CommandOutcome other) =>
        one.Version == other.Version && one.Refusal?.Code == other.Refusal?.Code && one.Events.SequenceEqual(other.Events);
}

/// <summary>One sending of a command.</summary>
/// <param name="id">The command.</param>
/// <param name="options">Its conditions.</param>
/// <param name="process">Who was asked.</param>
/// <param name="at">When.</param>
/// <param name="seen">Version of the history at that moment.</param>
internal sealed class Attempt(Guid id, CommandOptions options, SimulatedProcess process, TimeSpan at, int seen)
{
    internal Guid Id => id;

    internal CommandOptions Options => options;

    internal SimulatedProcess Process => process;

    internal TimeSpan At => at;

    internal int Seen => seen;

    /// <summary>Whether there was an answer, or none will come.</summary>
    internal bool Ended { get; set; }

    /// <summary>The answer; null without one.</summary>
    internal CommandOutcome? Outcome { get; set; }
}
