using System.Text.Json;
using EventCluster.Bus;
using EventCluster.Contracts.Bus;
using EventCluster.ControlPlane.Http;
using EventCluster.ControlPlane.Log;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Bus;

/// <summary>
/// Publishes a stretch of the history with a few publishes under way at a time, but only one of each scope: publishes under way may overtake each other, and within a
/// scope nodes take that for a hole. The first that is not confirmed ends the stretch, and whatever came after that one counts as not published and is published again.
/// </summary>
internal sealed class RelayPublisher(ClusterLog log, IStreamStore store, BusLink link, BusEvents events, ILogger<RelayPublisher> logger)
{
    private const int MostUnconfirmed = 32;
    private const int LongestStretch = 500;

    /// <summary>Deliveries after which there is a pause: an event of the whole cluster is delivered to every node.</summary>
    private const int DeliveriesPerPause = 2_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FailurePause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ConfirmLimit = TimeSpan.FromSeconds(5);

    /// <summary>An event is no news any more; a node that was away for longer reads it over HTTP.</summary>
    private static readonly TimeSpan Expires = TimeSpan.FromMinutes(5);

    private long _published;

    /// <summary>Events that the broker has confirmed.</summary>
    internal long Published => Interlocked.Read(ref _published);

    /// <summary>Publishes what comes after a version.</summary>
    /// <param name="version">The version through which all is published.</param>
    /// <param name="may">Whether to go on, asked before each event.</param>
    /// <param name="reached">Told of each version through which all is confirmed.</param>
    /// <param name="cancellation">Ends it; publishes under way are left to themselves.</param>
    /// <returns>The version reached, and how long to wait before going on.</returns>
    internal async Task<(int Version, TimeSpan Pause)> PublishAsync(int version, Func<bool> may, Action<int> reached, CancellationToken cancellation)
    {
        Queue<(int Version, string? Scope, Task<bool> Confirmed)> unconfirmed = new();
        var (failed, deliveries) = (false, 0);
        async Task ConfirmOldestAsync()
        {
            var (next, _, confirmed) = unconfirmed.Dequeue();
            failed |= !await confirmed.WaitAsync(cancellation);
            if (!failed)
            {
                version = next;
                Interlocked.Increment(ref _published);
                reached(version);
            }
        }

        await foreach (var stored in store.ReadStreamAsync(ClusterLog.Stream, version + 1, limit: LongestStretch, cancellation: cancellation))
        {
            if (stored.Version > log.Scopes.Version)
            {
                break;
            }

            var e = events.Of(stored);
            while (unconfirmed.Count == MostUnconfirmed || unconfirmed.Any(earlier => earlier.Scope == e.Scope))
            {
                await ConfirmOldestAsync();
            }

            if (failed || deliveries >= DeliveriesPerPause || !may())
            {
                break;
            }

            deliveries += e.Scope is null ? Math.Max(1, log.State.Nodes.Count) : 1;
            unconfirmed.Enqueue((stored.Version, e.Scope, PublishAsync(e).AsTask()));
        }

        while (unconfirmed.Count > 0)
        {
            await ConfirmOldestAsync();
        }

        return (version, failed ? FailurePause : deliveries >= DeliveriesPerPause ? Pause : TimeSpan.Zero);
    }

    private ValueTask<bool> PublishAsync(BusEvent e)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(e, Wire.Json.BusEvent);
        if (body.Length > BusMessage.LargestBody)
        {
            // Nodes find the hole and read it over HTTP.
            logger.LogWarning("Event {Version} has {Bytes} bytes, too many for the bus; nodes read it over HTTP.", e.Version, body.Length);
            return ValueTask.FromResult(true);
        }

        var key = e.Scope is { } node ? BusNames.NodeKey(node) : BusNames.ClusterKey;
        return link.PublishAsync(new(BusExchange.Events, key, BusKinds.Event, e.Id, body, Expires), ConfirmLimit);
    }
}
