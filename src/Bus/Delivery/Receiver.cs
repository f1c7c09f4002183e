using System.Collections.Concurrent;
using EventCluster.Bus.Trust;

namespace EventCluster.Bus.Delivery;

/// <summary>Opens what arrives, gives the good to its queue's handler, and counts the rest. It never throws, so nothing is ever delivered again because of a message.</summary>
/// <param name="key">The cluster's.</param>
/// <param name="counters">What is counted.</param>
/// <param name="rejected">Gets every message that is refused.</param>
/// <param name="poisoned">Keeps a message that a handler could not digest.</param>
/// <param name="clock">The wall clock.</param>
/// <param name="log">Where failures of handlers are told.</param>
internal sealed class Receiver(
    SealKey key, BusCounters counters, Action<BusRejection> rejected, Func<Poison, ValueTask> poisoned, TimeProvider clock, ILogger<MessageBus> log)
{
    private readonly ConcurrentDictionary<string, SealReader> _readers = new(StringComparer.Ordinal);

    internal async ValueTask ReceiveAsync(Delivered delivery)
    {
        try
        {
            var reader = _readers.GetOrAdd(delivery.Queue.Name, static (_, owner) => new(owner.Key, owner.Queue, owner.Clock), (Key: key, delivery.Queue, Clock: clock));
            if (reader.Open(delivery, out var message) is { } rejection)
            {
                counters.Rejected(rejection.Reason);
                rejected(rejection);
                return;
            }

            counters.Received();
            await HandleAsync(delivery, message!).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.LogError("A message from queue {Queue} was dropped: {Problem}", delivery.Queue.Name, e.Message);
        }
    }

    private async ValueTask HandleAsync(Delivered delivery, ReceivedMessage message)
    {
        try
        {
            await delivery.Queue.Handler(message).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            counters.HandlerFailed();
            log.LogError("A message of kind {Kind} from {Role} {Sender} could not be handled and goes to the error queue: {Problem}",
                message.Kind, message.Sender.Role, message.Sender.Name, e.Message);
            var problem = $"{e.GetType().Name}: {e.Message}";
            await poisoned(new(
                delivery.Body.ToArray(), delivery.Queue.Name, message.Kind, $"{message.Sender.Role} {message.Sender.Name}",
                problem.Length <= Poison.LongestProblem ? problem : problem[..Poison.LongestProblem])).ConfigureAwait(false);
        }
    }
}
