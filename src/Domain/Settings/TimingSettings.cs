using System.Globalization;

namespace EventCluster.Domain.Settings;

/// <summary>Timings as settings.</summary>
public static class TimingSettings
{
    /// <summary>Timings with one setting, in canonical form, applied; other names change nothing.</summary>
    public static Timings With(Timings timings, string name, string value) => name.ToLowerInvariant() switch
    {
        "heartbeatinterval" => timings with { HeartbeatInterval = Duration(value) },
        "lease" => timings with { Lease = Duration(value) },
        "suspectafter" => timings with { SuspectAfter = Duration(value) },
        "lostafter" => timings with { LostAfter = Duration(value) },
        "schedulerlease" => timings with { SchedulerLease = Duration(value) },
        "schedulerrenewal" => timings with { SchedulerRenewal = Duration(value) },
        "holddown" => timings with { HoldDown = Duration(value) },
        "starttimeout" => timings with { StartTimeout = Duration(value) },
        "stoptimeout" => timings with { StopTimeout = Duration(value) },
        "drift" => timings with { Drift = double.Parse(value, CultureInfo.InvariantCulture) },
        _ => timings,
    };

    /// <summary>The value in force of a timing, in canonical form; null for other names.</summary>
    public static string? Read(Timings timings, string name) => name.ToLowerInvariant() switch
    {
        "heartbeatinterval" => Text(timings.HeartbeatInterval),
        "lease" => Text(timings.Lease),
        "suspectafter" => Text(timings.SuspectAfter),
        "lostafter" => Text(timings.LostAfter),
        "schedulerlease" => Text(timings.SchedulerLease),
        "schedulerrenewal" => Text(timings.SchedulerRenewal),
        "holddown" => Text(timings.HoldDown),
        "starttimeout" => Text(timings.StartTimeout),
        "stoptimeout" => Text(timings.StopTimeout),
        "drift" => timings.Drift.ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };

    private static TimeSpan Duration(string value) => TimeSpan.ParseExact(value, "c", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan value) => value.ToString("c", CultureInfo.InvariantCulture);
}
