using System.Globalization;
using System.Runtime.CompilerServices;
using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Log;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Audit;

/// <summary>Reads the history for people. Each page looks at a bounded number of events and says where the next one begins.</summary>
internal sealed class AuditReader(IStreamStore store)
{
    private const int MostScanned = 50_000;
    private const string Before = "before:";

    /// <summary>A page.</summary>
    /// <param name="filter">What is wanted.</param>
    /// <param name="cursor">Null for the newest first; a version for what comes after it, oldest first; or what an earlier page said.</param>
    /// <param name="limit">At most so many lines.</param>
    /// <param name="cancellation">Ends the reading.</param>
    internal async Task<AuditPage> ReadAsync(AuditFilter filter, AuditCursor cursor, int limit, CancellationToken cancellation)
    {
        List<AuditEntry> found = [];
        var (scanned, last) = (0, cursor.From);
        await foreach (var stored in store.ReadStreamAsync(ClusterLog.Stream, cursor.From, cursor.Direction, MostScanned, cancellation))
        {
            (scanned, last) = (scanned + 1, stored.Version);
            if (filter.MayMatch(stored.Type) && AuditEntries.Of(stored) is var entry && filter.Matches(entry))
            {
                found.Add(entry);
                if (found.Count == limit)
                {
                    return new(found, cursor.After(last));
                }
            }
        }

        return new(found, scanned == MostScanned ? cursor.After(last) : null);
    }

    /// <summary>Everything that is wanted, oldest first.</summary>
    internal async IAsyncEnumerable<AuditEntry> ReadAllAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var stored in store.ReadStreamAsync(ClusterLog.Stream, cancellation: cancellation))
        {
            if (filter.MayMatch(stored.Type) && AuditEntries.Of(stored) is var entry && filter.Matches(entry))
            {
                yield return entry;
            }
        }
    }

    /// <summary>Reads a cursor; null where it is none.</summary>
    internal static AuditCursor? Cursor(string? text)
    {
        if (text is null)
        {
            return new(int.MaxValue, ReadDirection.Backwards);
        }

        var backwards = text.StartsWith(Before, StringComparison.Ordinal);
        return int.TryParse(backwards ? text.AsSpan(Before.Length) : text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version)
            && version is >= -1 and < int.MaxValue
            ? backwards ? new(version - 1, ReadDirection.Backwards) : new(version + 1, ReadDirection.Forwards)
            : null;
    }

    /// <summary>Where a page begins, and which way it goes.</summary>
    /// <param name="From">First version.</param>
    /// <param name="Direction">Which way.</param>
    internal readonly record struct AuditCursor(int From, ReadDirection Direction)
    {
        /// <summary>The page after one that ended at a version; null where there is none.</summary>
        internal string? After(int version) => Direction == ReadDirection.Forwards
            ? version.ToString(CultureInfo.InvariantCulture)
            : version > 0 ? $"{Before}{version.ToString(CultureInfo.InvariantCulture)}" : null;
    }
}
