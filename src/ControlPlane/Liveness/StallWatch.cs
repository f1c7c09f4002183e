using EventCluster.Domain.Settings;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>
/// Notices that this process was itself held up. Heartbeats that came meanwhile wait unread, so for two intervals after it silence proves nothing.
/// </summary>
internal sealed class StallWatch
{
    private TimeSpan? _last;
    private TimeSpan _until;

    /// <summary>Whether silence proves nothing now.</summary>
    internal bool Look(TimeSpan now, Timings timings)
    {
        // Half of suspectAfter is at least one heartbeat interval, several rounds of the judge.
        if (_last is { } last && now - last > timings.SuspectAfter / 2)
        {
            _until = now + timings.HeartbeatInterval * 2;
        }

        _last = now;
        return now < _until;
    }
}
