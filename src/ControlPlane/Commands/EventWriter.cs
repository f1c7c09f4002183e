using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.History;
using EventCluster.Hosting.Waiting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Commands;

/// <summary>Seals decided events into the hash chain and appends them.</summary>
/// <param name="store">The store.</param>
/// <param name="newId">Draws event ids (version 7).</param>
/// <param name="clock">Measures waiting.</param>
/// <param name="instance">Name of this control plane instance.</param>
public sealed class EventWriter(IStreamStore store, Func<Guid> newId, TimeProvider clock, string instance)
{
    private const int Attempts = 4;
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Appends; null when the history stands elsewhere by now.</summary>
    /// <param name="version">Version at which the history is expected.</param>
    /// <param name="headHash">Hash of its last event.</param>
    /// <param name="events">The events.</param>
    /// <param name="context">Who and why.</param>
    /// <param name="fingerprint">Of the command's content.</param>
    /// <param name="cancellation">Ends the waiting, not the event.</param>
    /// <exception cref="StoreUnavailableException">The outcome is unknown.</exception>
    public async Task<IReadOnlyList<Envelope>?> AppendAsync(
        int version, string headHash, IReadOnlyList<DecidedEvent> events, CommandContext context, string? fingerprint, CancellationToken cancellation)
    {
        var (sealedEvents, envelopes) = Seal(version, headHash, events, context, fingerprint);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using TimeLimit limit = new(AttemptLimit, clock, cancellation);
                var result = await store.AppendAsync(ClusterLog.Stream, ExpectedVersion.At(version), sealedEvents, limit.Token);
                var first = result.Position - events.Count + 1;
                return [.. envelopes.Select((e, i) => e with { Position = first + i })];
            }
            catch (WrongExpectedVersionException)
            {
                return null;
            }
            catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                if (attempt == Attempts)
                {
                    throw e as StoreUnavailableException
                        ?? new StoreUnavailableException($"The store did not answer {Attempts} times within {AttemptLimit.TotalSeconds} s.", e);
                }

                await Task.Delay(Pause * attempt, clock, cancellation);
            }
        }
    }

    private (IReadOnlyList<NewEvent> Events, IReadOnlyList<Envelope> Envelopes) Seal(
        int version, string headHash, IReadOnlyList<DecidedEvent> events, CommandContext context, string? fingerprint)
    {
        var sealedEvents = new NewEvent[events.Count];
        var envelopes = new Envelope[events.Count];
        var previous = headHash;
        for (var i = 0; i < events.Count; i++)
        {
            var (name, data, id) = (EventNames.Of(events[i].Event), EventCodec.Write(events[i].Event), newId());
            var metadata = new EventMetadata(
                context.Now, name.Schema, context.Actor, context.Reason ?? Reasons.Of(events[i].Event), context.Source,
                events[i].Correlation ?? context.CorrelationId, context.CommandId, fingerprint, instance, context.Term, previous, "");
            var (bytes, hash) = HashChain.Seal(previous, version + 1 + i, id, name.Name, data, EventCodec.Write(metadata));
            sealedEvents[i] = new(id, name.Name, data, bytes);
            envelopes[i] = new(version + 1 + i, 0, id, events[i].Event, metadata with { Hash = hash });
            previous = hash;
        }

        return (sealedEvents, envelopes);
    }
}
