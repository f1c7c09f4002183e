namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>Rules about the history, and about time.</summary>
internal static class HistoryMutations
{
    private const string Handler = "ControlPlane/Commands/CommandHandler.cs";
    private const string Writer = "ControlPlane/Commands/EventWriter.cs";
    private const string Log = "ControlPlane/Log/ClusterLog.cs";
    private const string Clock = "Hosting/BootTimeProvider.cs";
    private const string Append = "if (await writer.AppendAsync(state.Version, log.HeadHash, events, context, options.Fingerprint, cancellation) is not { } appended)";

    private static readonly Edit NotRemembered = Edit.Instead(Handler, "log.Commands.Find(context.CommandId) is { } done", "false");

    internal static readonly IReadOnlyList<Mutation> All =
    [
        new("append-without-fence", "Events are appended only where the history stands that they were decided on.", $"{Violations.Chain}|{Violations.OldEpoch}",
            Edit.Instead(Writer, "ExpectedVersion.At(version)", "ExpectedVersion.Any")) { Climate = Climate.Usual, Seeds = 8 },
        new("answer-before-append", "A command is answered only when it is in the store.", Violations.NotInHistory,
            Edit.Before(
                Handler, Append,
                "_ = writer.AppendAsync(state.Version, log.HeadHash, events, context, options.Fingerprint, cancellation);"
                + " return new(state.Version + events.Count, refusal is null, [], context.CorrelationId, refusal);")) { Climate = Climate.Usual, Seeds = 4 },
        new("command-not-remembered", "A command that comes again has no second effect.", Violations.EffectTwice, NotRemembered) { Climate = Climate.Usual, Seeds = 8 },
        new("lost-answer-is-conflict", "A lost answer of the store is asked for again under the same ids.", Violations.EffectTwice,
            NotRemembered, Edit.Before(Writer, "if (attempt == Attempts)", "return null;")) { Climate = Climate.Usual, Seeds = 8 },
        new("event-applied-twice", "Each event is folded once.", Violations.NotTheFold,
            Edit.Instead(Log, "envelope.Version == before.Version + 1", "envelope.Version <= before.Version + 1")) { Climate = Climate.Usual, Seeds = 4 },
        new("event-skipped", "No event is left out.", Violations.NotTheFold,
            Edit.Instead(Log, "envelope.Version == before.Version + 1", "envelope.Version > before.Version"),
            Edit.Instead(Log, "_reader.PagesAsync(State.Version + 1, cancellation)", "_reader.PagesAsync(State.Version + 2, cancellation)")) { Climate = Climate.Usual, Seeds = 4 },
        new("wall-clock", "Only monotonic clocks decide.", $"{Violations.TwoSchedulers}|{Violations.TwoServices}",
            Edit.Instead(Clock, "clock.GetElapsedTime(0)", "clock.GetUtcNow() - DateTimeOffset.UnixEpoch")) { Climate = Climate.Machines, Seeds = 12 },
    ];
}
