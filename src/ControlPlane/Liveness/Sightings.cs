using EventCluster.Contracts.Nodes;
using EventCluster.Domain.Failover;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>Heartbeats as the rules see them.</summary>
internal static class Sightings
{
    internal static Sighting From(NodeSight sight, TimeSpan now)
    {
        var h = sight.Heartbeat;
        return new(
            h.Boot, now - sight.ReceivedAt, h.Epoch, h.Released, h.ReleaseCause is { } cause ? Proof(cause) : null, h.ReleaseReason, h.Lease,
            h.Service == ServiceState.Running, h.WebGeneration, h.ServiceGeneration, h.RestartDone, h.Leaving, Checks(h),
            h.ClusterVersion);
    }

    /// <summary>Whether a heartbeat says something on which the judge may act.</summary>
    internal static bool IsNews(HeartbeatRequest before, HeartbeatRequest now) =>
        before.Epoch != now.Epoch || before.Released != now.Released || before.Service != now.Service || before.Lease != now.Lease
        || before.Boot != now.Boot || before.Leaving != now.Leaving || before.WebGeneration != now.WebGeneration
        || before.ServiceGeneration != now.ServiceGeneration || before.RestartDone != now.RestartDone
        || before.Checks.Count != now.Checks.Count || !before.Checks.Zip(now.Checks).All(p => p.First.Status == p.Second.Status);

    private static NodeCheck[] Checks(HeartbeatRequest heartbeat)
    {
        var checks = new NodeCheck[heartbeat.Checks.Count];
        for (var i = 0; i < checks.Length; i++)
        {
            var check = heartbeat.Checks[i];
            checks[i] = new(check.Name, Status(check.Status), check.Message);
        }

        return checks;
    }

    private static NodeCheckStatus Status(CheckStatus status) => status switch
    {
        CheckStatus.Passed => NodeCheckStatus.Passed,
        CheckStatus.Warning => NodeCheckStatus.Warning,
        _ => NodeCheckStatus.Failed,
    };

    private static ReleaseProof Proof(ReleaseCause cause) => cause switch
    {
        ReleaseCause.Ordered => ReleaseProof.Ordered,
        ReleaseCause.LeaseExpired => ReleaseProof.LeaseExpired,
        ReleaseCause.ServiceExited => ReleaseProof.ServiceExited,
        ReleaseCause.StartFailed => ReleaseProof.StartFailed,
        ReleaseCause.Leaving => ReleaseProof.Leaving,
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
    };
}
