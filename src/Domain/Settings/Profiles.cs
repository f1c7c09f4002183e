namespace EventCluster.Domain.Settings;

/// <summary>Named timings that fit together.</summary>
public static class Profiles
{
    /// <summary>The one used where nothing is said.</summary>
    public const string Default = "balanced";

    private static readonly Dictionary<string, Timings> All = new(StringComparer.OrdinalIgnoreCase)
    {
        ["inedo"] = new(Seconds(30), Minutes(5), Minutes(1), Minutes(5), Seconds(60), Seconds(15), Minutes(10), Minutes(2), Seconds(30), 0.02),
        ["balanced"] = new(Seconds(1), Seconds(5), Seconds(2.5), Seconds(5), Seconds(5), Seconds(1), Minutes(1), Seconds(30), Seconds(10), 0.02),
        ["fast"] = new(Seconds(0.2), Seconds(1), Seconds(0.5), Seconds(1), Seconds(1), Seconds(0.2), Seconds(10), Seconds(10), Seconds(5), 0.02),
    };

    /// <summary>Names of all profiles.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>The profile's timings; null where there is none of that name.</summary>
    public static Timings? Find(string name) => All.GetValueOrDefault(name);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
