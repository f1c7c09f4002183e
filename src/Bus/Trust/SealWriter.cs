namespace EventCluster.Bus.Trust;

/// <summary>Seals the messages of one party in one session.</summary>
/// <param name="key">The cluster's.</param>
/// <param name="self">The party.</param>
/// <param name="session">Its session: a version 7 GUID made at its start.</param>
/// <param name="clock">The wall clock.</param>
public sealed class SealWriter(SealKey key, BusParty self, Guid session, TimeProvider clock)
{
    private long _sequence;

    /// <summary>The next message of the session as a frame.</summary>
    public byte[] Write(BusMessage message)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var sequence = Interlocked.Increment(ref _sequence);
        SealedMessage content = new(
            key.Cluster, message.Exchange, message.RoutingKey, message.Kind, message.Id, self, session, sequence,
            SentAt: now, ExpiresAt: now + (long)message.Expires.TotalMilliseconds, message.Body);
        var frame = Frame.Write(content, key.Fingerprint);
        key.Seal(frame);
        return frame;
    }
}
