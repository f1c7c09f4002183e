using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.History;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Audit;

/// <summary>Walks the hash chain over the stored bytes and compares it with the checkpoints: nothing was altered, inserted or removed, and its end was not cut off.</summary>
/// <remarks>Damage never throws: whatever cannot be read is what is broken. Only a store that does not answer is an error.</remarks>
internal sealed class ChainVerification(IStreamStore store, ClusterLog log, Checkpoints checkpoints)
{
    /// <summary>Walks the whole history.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer, so nothing is known.</exception>
    internal async Task<AuditVerification> RunAsync(CancellationToken cancellation)
    {
        var (known, knownHash) = log.Head;
        if (ReadCheckpoints() is not { Forged: [], Good: var good, Unverifiable: var unverifiable })
        {
            return Broken(0, $"A checkpoint under {checkpoints.Folder} cannot be read, or does not bear its signature: somebody has altered the file.");
        }

        var written = good.ToLookup(c => c.Version);
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
                if (written[version].FirstOrDefault(c => c.Hash != hash) is { } other)
                {
                    return Broken(version, $"A checkpoint that {other.Instance} wrote at {other.At:O} has the hash {other.Hash} for it; the history was written anew.");
                }
            }
        }
        catch (Exception e) when (e is StoreRefusedException or FormatException or InvalidCastException or ArgumentException or OverflowException)
        {
            return Broken(version + 1, $"It cannot be read from the store: {e.Message}");
        }

        if (good.Where(c => c.Version > version).MaxBy(c => c.Version) is { } newest)
        {
            return Broken(version + 1, $"It is missing: the history ends at version {version}, but a checkpoint that {newest.Instance} wrote at {newest.At:O} tells of version {newest.Version}. Its end was cut off.");
        }

        // The chain alone cannot show that its end was cut off, or that it was written anew as a whole; what this instance remembers can.
        return agrees
            ? new(true, version + 1, version < 0 ? null : new(version, hash), Checkpoints: new(good.Count, unverifiable, good.Count > 0 ? good.Max(c => c.Version) : null))
            : Broken(Math.Min(version + 1, known), $"This instance has read version {known} with the hash {knownHash}; the store has another history now, which ends at version {version}.");
    }

    private CheckpointReading? ReadCheckpoints()
    {
        try
        {
            return checkpoints.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
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
