using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.Events;
using EventCluster.Hosting.Waiting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Commands;

/// <summary>
/// The one way by which anything reaches the history: load, decide, append with the expected version, again after a conflict.
/// A lost answer of the store is no lost event: the same events are offered again, which changes nothing where they are there.
/// </summary>
public sealed class CommandHandler(ClusterLog log, EventWriter writer, TimeProvider clock)
{
    private const int MostConflicts = 50;
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(10);
    private readonly Turn _turn = new(clock);

    /// <summary>Handles a command.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, or its sender had gone before its turn came.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer; whether the command has had its effect is unknown. Repeat it under the same id.</exception>
    public async Task<CommandOutcome> HandleAsync(ClusterCommand command, CommandContext context, CommandOptions options, CancellationToken cancellation)
    {
        if (!await TakeTurnAsync(command, options.SenderGone, cancellation))
        {
            throw new StoreUnavailableException($"Other commands kept this one waiting for {TurnLimit.TotalSeconds} s. Repeat it.");
        }

        try
        {
            return await InTurnAsync(command, context, options, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Work for senders who have gone would keep those waiting who have not, until they go too: thousands of nodes that join at once would never be done.</summary>
    private async ValueTask<bool> TakeTurnAsync(ClusterCommand command, CancellationToken senderGone, CancellationToken cancellation)
    {
        // What keeps the service alive does not wait behind what people and joining nodes want. Of these there is one at a time.
        var first = command is JudgeCluster or ActivateScheduler;
        if (!senderGone.CanBeCanceled)
        {
            return await _turn.TakeAsync(TurnLimit, cancellation, first);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(senderGone, cancellation);
        return await _turn.TakeAsync(TurnLimit, either.Token, first);
    }

    private async Task<CommandOutcome> InTurnAsync(ClusterCommand command, CommandContext context, CommandOptions options, CancellationToken cancellation)
    {
        var isFresh = false;
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            if (conflict > 0 || !log.CaughtUp || options.IfMatch > log.State.Version)
            {
                await log.CatchUpAsync(cancellation);
                isFresh = true;
            }

            var state = log.State;
            if (log.Commands.Find(context.CommandId) is { } done)
            {
                return Repeat(done, options);
            }

            if (options.IfMatch is { } wanted && wanted != state.Version)
            {
                var stale = $"The cluster stands at version {state.Version}, not at {wanted} as If-Match says. Read it again and decide anew.";
                return new(state.Version, false, [], context.CorrelationId, new Refused("preconditionFailed", stale, null, Recorded: false));
            }

            var decision = Decider.Decide(state, command, context);
            IReadOnlyList<DecidedEvent> events = decision switch
            {
                Accepted accepted => accepted.Events,
                Refused { Recorded: true } refused => [new(new CommandRefused(command.Name, command.Target, refused.Code, refused.Why))],
                _ => [],
            };
            if (events.Count == 0 && !isFresh && context.Term is null)
            {
                // No append shows whether another instance has changed what this rests on: the store must.
                continue;
            }

            var refusal = decision as Refused;
            if (events.Count == 0 || options.DryRun)
            {
                return new(state.Version, refusal is null && events.Count > 0, Preview(events), context.CorrelationId, refusal);
            }

            if (await writer.AppendAsync(state.Version, log.HeadHash, events, context, options.Fingerprint, cancellation) is not { } appended)
            {
                continue;
            }

            await log.ApplyAsync(appended, cancellation);
            return new(
                appended[^1].Version, refusal is null, [.. appended.Select(e => (Domain.History.EventNames.Of(e.Event).Name, e.Id))], context.CorrelationId, refusal);
        }

        throw new StoreUnavailableException($"Other instances changed the cluster {MostConflicts} times in a row while this command was decided. Repeat it.");
    }

    private static (string Type, Guid Id)[] Preview(IReadOnlyList<DecidedEvent> events) =>
        [.. events.Where(e => e.Event is not CommandRefused).Select(e => (Domain.History.EventNames.Of(e.Event).Name, Guid.Empty))];

    private static CommandOutcome Repeat(RecordedCommand done, CommandOptions options)
    {
        if (options.Fingerprint is not null && done.Fingerprint is not null && options.Fingerprint != done.Fingerprint)
        {
            const string Reused = "This Idempotency-Key was used before with another request. Use a new key for a new request.";
            return new(done.Version, false, [], done.CorrelationId, new Refused("idempotencyKeyReused", Reused, null, Recorded: false));
        }

        return new(
            done.Version, done.Refused is null, done.Events, done.CorrelationId,
            done.Refused is { } refused ? new Refused(refused.Code, refused.Why, null) : null);
    }
}
