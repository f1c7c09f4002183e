namespace EventCluster.StreamStore;

/// <summary>What a stream's retention lets go.</summary>
internal static class RetentionRules
{
    /// <summary>Most events that one step deletes, so that appends never wait long behind a trim.</summary>
    public const int StepEventsMax = 1_000;

    /// <summary>Throws when a retention would keep nothing or makes no sense.</summary>
    public static void Check(Retention retention)
    {
        ArgumentNullException.ThrowIfNull(retention);
        if (retention.MaxCount < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(retention), retention.MaxCount, "A stream keeps at least 1 event. Leave the count out to keep all.");
        }

        if (retention.MaxAge <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(retention), retention.MaxAge, "The age is more than zero. Leave it out to keep events for ever.");
        }
    }

    /// <summary>Throws unless a time is UTC: ages against a local time would be hours wrong.</summary>
    public static void CheckNow(DateTime now)
    {
        if (now.Kind != DateTimeKind.Utc)
        {
            throw new ArgumentException($"The time must be UTC, {now:O} is {now.Kind}.", nameof(now));
        }
    }

    /// <summary>
    /// The newest version that goes, -1 when none does. Only an unbroken run from the oldest event goes, so that a clock that
    /// once ran backwards never takes young events with it, and a version that is missing is always older than all that are kept.
    /// </summary>
    /// <param name="retention">What the stream keeps.</param>
    /// <param name="head">Newest version of the stream.</param>
    /// <param name="oldest">Versions and times of the oldest events, oldest first.</param>
    /// <param name="now">UTC time.</param>
    public static int LastToGo(Retention retention, int head, IEnumerable<(int Version, DateTime Created)> oldest, DateTime now)
    {
        var pastCount = retention.MaxCount is { } count ? head - count : -1;
        var last = -1;
        foreach (var (version, created) in oldest)
        {
            if (version > pastCount && !(retention.MaxAge is { } age && now - created > age))
            {
                break;
            }

            last = version;
        }

        return last;
    }
}
