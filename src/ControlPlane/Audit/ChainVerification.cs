using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.History;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Audit;

/// <summary>Walks the hash chain over the stored bytes: nothing was altered, inserted or removed.</summary>
/// <remarks>Damage never throws: whatever cannot be read is what is broken. Only a store that does not answer is an error.</remarks>
internal sealed class ChainVerification(IStreamStore store, ClusterLog log)
{
    /// <summary>Walks the whole history.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer, so nothing is known.</exception>
    internal async Task<AuditVerification> RunAsync(CancellationToken cancellation)
    {
        var (known, knownHash) = Remembered();
        var (version, position, hash) = (-1, -1L, "");
        var agrees = known < 0;
        try
        {
            await foreach (var e in store.ReadStreamAsync(ClusterLog.Stream, cancellation: cancellation))
            {
                if (Check(e, version, position, hash) is var (next, why) && why is not null)
                {
                    return Broken(version + 1, why);
                }

                (version, position, hash) = (e.Version, e.Position, next!);
                agrees |= version == known && hash == knownHash;
            }
        }
        catch (Exception e) when (e is StoreRefusedException or FormatException or InvalidCastException or ArgumentException or OverflowException)
        {
            return Broken(version + 1, $"It cannot be read from the store: {e.Message}");
        }

        // The chain alone cannot show that its end was cut off, or that it was written anew as a whole; what this instance remembers can.
        return agrees
            ? new(true, version + 1, version < 0 ? null : new(version, hash))
            : Broken(Math.Min(version + 1, known), $"This instance has read version {known} with the hash {knownHash}; the store has another history now, which ends at version {version}.");
    }

    /// <summary>The newest version that this instance has read, with its hash.</summary>
    private (int Version, string Hash) Remembered()
    {
        while (true)
        {
            // Versions only rise, so the hash between two equal ones is theirs.
            var (version, hash) = (log.State.Version, log.HeadHash);
            if (log.State.Version == version)
            {
                return (version, hash);
            }
        }
    }

    private static (string? Hash, string? Why) Check(StoredEvent e, int version, long position, string previous)
    {
        if (e.Version != version + 1)
        {
            return (null, $"It is missing: after version {version} comes version {e.Version}.");
        }

        if (e.Position <= position)
        {
            return (null, $"Its position {e.Position} does not lie after {position}, the one of the event before it.");
        }

        return HashChain.Check(previous, e.Version, e.Id, e.Type, e.Data.Span, e.Metadata.Span);
    }

    private static AuditVerification Broken(int version, string why) => new(false, FirstBroken: new(version, why));
}
