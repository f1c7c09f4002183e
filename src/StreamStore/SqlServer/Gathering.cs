namespace EventCluster.StreamStore.SqlServer;

/// <summary>Chooses which waiting appends share a transaction.</summary>
/// <remarks>
/// The server judges all requests of a group against the streams as they stand before it. So of the requests of one stream only the first may expect a
/// version, and no id may come twice; a request that breaks this waits for the next group, and with it all later ones of its stream, so that the order stays.
/// </remarks>
internal static class Gathering
{
    /// <summary>Most requests of a group.</summary>
    public const int RequestsMax = 1_024;

    /// <summary>Most events of a group; a larger batch of one caller has a group for itself.</summary>
    private const int EventsMax = 10_000;

    /// <summary>Most bytes of a group; a larger batch of one caller has a group for itself.</summary>
    private const long BytesMax = 8 * 1024 * 1024;

    /// <summary>Takes the next group out of those that wait, in order. Those whose callers gave up are dropped.</summary>
    public static List<AppendRequest> Take(List<AppendRequest> waiting)
    {
        List<AppendRequest> group = [], left = [];
        Dictionary<string, HashSet<Guid>?> idsOfStream = new(StringComparer.OrdinalIgnoreCase);
        var (events, bytes, full) = (0, 0L, false);
        foreach (var request in waiting.Where(request => !request.IsAnswered))
        {
            full |= group.Count > 0 && (group.Count == RequestsMax || events + request.Events.Count > EventsMax || bytes + request.Bytes > BytesMax);
            if (full || !Joins(request, idsOfStream))
            {
                left.Add(request);
                continue;
            }

            group.Add(request);
            events += request.Events.Count;
            bytes += request.Bytes;
        }

        waiting.Clear();
        waiting.AddRange(left);
        return group;
    }

    private static bool Joins(AppendRequest request, Dictionary<string, HashSet<Guid>?> idsOfStream)
    {
        if (!idsOfStream.TryGetValue(request.Stream.Key, out var ids))
        {
            ids = idsOfStream[request.Stream.Key] = [];
        }
        else if (ids is null || request.Expected != ExpectedVersion.Any || request.Events.Any(item => ids.Contains(item.Id)))
        {
            idsOfStream[request.Stream.Key] = null;
            return false;
        }

        ids.UnionWith(request.Events.Select(item => item.Id));
        return true;
    }
}
