namespace EventCluster.Domain.Settings;

/// <summary>The durations that safety and speed depend on. See leases in the documents for their relations.</summary>
/// <param name="HeartbeatInterval">How often a node sends a heartbeat.</param>
/// <param name="Lease">How long the active role is valid after a heartbeat was sent.</param>
/// <param name="SuspectAfter">Silence after which a node is suspect.</param>
/// <param name="LostAfter">Silence after which a node is lost.</param>
/// <param name="SchedulerLease">How long a term is valid after a renewal was asked for.</param>
/// <param name="SchedulerRenewal">How often a term is renewed.</param>
/// <param name="HoldDown">How long a node that failed repeatedly stands behind the others.</param>
/// <param name="StartTimeout">How long the service may take to start.</param>
/// <param name="StopTimeout">How long an ordered stop may take before the service is killed.</param>
/// <param name="Drift">Allowance for clock drift, a fraction from 0 to 0.2.</param>
public sealed record Timings(
    TimeSpan HeartbeatInterval, TimeSpan Lease, TimeSpan SuspectAfter, TimeSpan LostAfter, TimeSpan SchedulerLease, TimeSpan SchedulerRenewal,
    TimeSpan HoldDown, TimeSpan StartTimeout, TimeSpan StopTimeout, double Drift)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Every rule that these timings break, as sentences that name settings, values and bounds; empty when they are good.</summary>
    public IReadOnlyList<string> Violations()
    {
        List<string> broken = [];
        foreach (var (name, value) in Durations())
        {
            if (value <= TimeSpan.Zero || value >= Longest)
            {
                broken.Add($"{name} is {value:c}; it must be more than 0 and less than a day.");
            }
        }

        if (broken.Count > 0)
        {
            return broken; // Relations between values out of bounds say nothing, and cannot always be computed.
        }

        Require(HeartbeatInterval * 3 <= Lease, $"heartbeatInterval is {HeartbeatInterval:c} and lease {Lease:c}; heartbeatInterval must be at most a third of lease ({Lease / 3:c}).");
        Require(SchedulerRenewal * 3 <= SchedulerLease, $"schedulerRenewal is {SchedulerRenewal:c} and schedulerLease {SchedulerLease:c}; schedulerLease must be at least three times schedulerRenewal ({SchedulerRenewal * 3:c}).");
        Require(SuspectAfter >= HeartbeatInterval * 2, $"suspectAfter is {SuspectAfter:c} and heartbeatInterval {HeartbeatInterval:c}; suspectAfter must be at least twice heartbeatInterval ({HeartbeatInterval * 2:c}).");
        Require(LostAfter >= SuspectAfter, $"lostAfter is {LostAfter:c} and suspectAfter {SuspectAfter:c}; lostAfter must not be shorter than suspectAfter.");
        Require(Drift is >= 0 and <= 0.2, $"drift is {Drift}; it must be from 0 to 0.2 (20 %).");
        return broken;

        void Require(bool holds, string otherwise)
        {
            if (!holds)
            {
                broken.Add(otherwise);
            }
        }
    }

    private IEnumerable<(string Name, TimeSpan Value)> Durations() =>
    [
        ("heartbeatInterval", HeartbeatInterval), ("lease", Lease), ("suspectAfter", SuspectAfter), ("lostAfter", LostAfter),
        ("schedulerLease", SchedulerLease), ("schedulerRenewal", SchedulerRenewal), ("holdDown", HoldDown), ("startTimeout", StartTimeout), ("stopTimeout", StopTimeout),
    ];
}
