using EventCluster.Bus.Delivery;
using EventCluster.Bus.Trust;

namespace EventCluster.Bus.Connection;

/// <summary>Seals and publishes, never longer than the caller says and never more at a time than is good for the broker.</summary>
/// <param name="link">Where to.</param>
/// <param name="seal">Seals.</param>
/// <param name="counters">What is counted.</param>
/// <param name="clock">The boot clock.</param>
/// <param name="log">The log.</param>
internal sealed class Publisher(Link link, SealWriter seal, BusCounters counters, TimeProvider clock, ILogger<MessageBus> log)
{
    /// <summary>Most publishes under way, those included that wait for their turn.</summary>
    internal const int MostOutstanding = 1024;

    /// <summary>
    /// Most publishes that wait for a confirmation. The client library slows down on purpose when more than half of its 128 places are taken.
    /// </summary>
    internal const int MostInFlight = 60;

    private static readonly TimeSpan PoisonLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(MostInFlight);
    private int _outstanding;

    internal async ValueTask<bool> PublishAsync(BusMessage message, TimeSpan limit)
    {
        var isConfirmed = await TryPublishAsync(message, limit).ConfigureAwait(false);
        if (isConfirmed)
        {
            counters.Published();
        }
        else
        {
            counters.PublishFailed();
        }

        return isConfirmed;
    }

    /// <summary>Puts a message into the error queue, if that is possible now.</summary>
    internal async ValueTask KeepAsync(Poison poison)
    {
        try
        {
            if (link.Session is { } live)
            {
                using CancellationTokenSource late = new(PoisonLimit, clock);
                await live.Session.SendAsync(poison, late.Token).WaitAsync(late.Token).ConfigureAwait(false);
                return;
            }
        }
        catch (Exception e)
        {
            log.LogDebug(e, "The error queue could not be reached.");
        }

        log.LogWarning("A message from queue {Queue} that could not be handled is lost, because the error queue could not be reached.", poison.Queue);
    }

    private async ValueTask<bool> TryPublishAsync(BusMessage message, TimeSpan limit)
    {
        if (limit <= TimeSpan.Zero || link.Session is not { } live)
        {
            return false;
        }

        if (Interlocked.Increment(ref _outstanding) > MostOutstanding)
        {
            Interlocked.Decrement(ref _outstanding);
            return false;
        }

        try
        {
            using CancellationTokenSource late = new(limit, clock);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, live.Over);
            return await SendAsync(live, message, end.Token).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _outstanding);
        }
    }

    private async ValueTask<bool> SendAsync(LiveSession live, BusMessage message, CancellationToken end)
    {
        var isMyTurn = false;
        try
        {
            await _turn.WaitAsync(end).ConfigureAwait(false);
            isMyTurn = true;

            // Sealed only now, so that the numbers of what is under way differ by no more than the receivers' window.
            await live.Session.SendAsync(message.Exchange, message.RoutingKey, seal.Write(message), message.Expires, end).WaitAsync(end).ConfigureAwait(false);
            live.Confirmed();
            return true;
        }
        catch (OperationCanceledException)
        {
            if (!live.Over.IsCancellationRequested)
            {
                live.Missed();
            }

            return false;
        }
        catch (Exception e)
        {
            log.LogDebug(e, "A message could not be published.");
            live.Missed();
            return false;
        }
        finally
        {
            if (isMyTurn)
            {
                _turn.Release();
            }
        }
    }
}
