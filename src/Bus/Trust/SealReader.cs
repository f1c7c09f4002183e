namespace EventCluster.Bus.Trust;

/// <summary>Opens what arrives in one queue: lets through what a member of the cluster sealed for it, once and in time.</summary>
/// <param name="key">The cluster's.</param>
/// <param name="queue">The queue and what belongs in it.</param>
/// <param name="clock">The wall clock.</param>
public sealed class SealReader(SealKey key, BusQueue queue, TimeProvider clock)
{
    /// <summary>How far the wall clocks of the cluster's machines may be apart.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(30);

    private readonly BusNames _names = new(key.Cluster);
    private readonly ReplayGuard _replays = new();

    /// <summary>Judges a message.</summary>
    /// <param name="delivery">What the broker gave.</param>
    /// <param name="message">The message when it is good.</param>
    /// <returns>Null when it is good.</returns>
    public BusRejection? Open(Delivery.Delivered delivery, out ReceivedMessage? message)
    {
        message = null;
        if (delivery.Length > Frame.Largest)
        {
            return Reject(RejectReason.Oversized, delivery);
        }

        if (!Frame.TryRead(delivery.Body, out var content, out var fingerprint))
        {
            return Reject(RejectReason.Malformed, delivery);
        }

        if (Judge(content, fingerprint, delivery) is { } rejection)
        {
            return rejection;
        }

        message = new(content.Sender, content.Kind, content.Id, content.Body);
        return null;
    }

    private BusRejection? Judge(in SealedMessage content, ReadOnlySpan<byte> fingerprint, Delivery.Delivered delivery)
    {
        if (content.Cluster != key.Cluster)
        {
            return Reject(RejectReason.OtherCluster, delivery, content.Sender);
        }

        if (!fingerprint.SequenceEqual(key.Fingerprint))
        {
            return Reject(RejectReason.OtherKey, delivery, content.Sender);
        }

        if (!key.IsSealed(delivery.Body.Span))
        {
            return Reject(RejectReason.Forged, delivery, content.Sender);
        }

        if (_names.Exchange(content.Exchange) != delivery.Exchange || content.RoutingKey != delivery.RoutingKey || !IsBound(content.Exchange, content.RoutingKey))
        {
            return Reject(RejectReason.Misaddressed, delivery, content.Sender);
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var tolerance = (long)ClockTolerance.TotalMilliseconds;
        if (content.SentAt > now + tolerance || content.ExpiresAt < now - tolerance || content.ExpiresAt - content.SentAt > (long)BusMessage.LongestExpiry.TotalMilliseconds)
        {
            return Reject(RejectReason.Expired, delivery, content.Sender, TimeSpan.FromMilliseconds(now - (content.SentAt > now ? content.SentAt : content.ExpiresAt)));
        }

        return _replays.Accept(content.Sender, content.Session, content.Sequence, goodUntil: content.ExpiresAt + tolerance, now)
            ? null
            : Reject(RejectReason.Replayed, delivery, content.Sender);
    }

    private bool IsBound(BusExchange exchange, string routingKey) => queue.Bindings.Any(binding => binding.Exchange == exchange
        && (exchange == BusExchange.Heartbeats || binding.RoutingKey == "#" || binding.RoutingKey == routingKey));

    private BusRejection Reject(RejectReason reason, Delivery.Delivered delivery, BusParty? claimed = null, TimeSpan? age = null) =>
        new(reason, queue.Name, claimed, age, delivery.IsRedelivery);
}
