namespace EventCluster.StreamStore.Sqlite;

/// <summary>Times as the file holds them: milliseconds since 1970, UTC.</summary>
internal static class UnixTime
{
    public static long Milliseconds(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    public static DateTime Time(long milliseconds) => DateTime.UnixEpoch.AddTicks(milliseconds * TimeSpan.TicksPerMillisecond);
}
