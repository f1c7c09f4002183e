using System.Globalization;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Failover;

/// <summary>How reasons put things.</summary>
internal static class Words
{
    internal static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    internal static string Ended(ReleaseProof how) => how switch
    {
        ReleaseProof.Ordered => "let the role go as it was told",
        ReleaseProof.LeaseExpired => "reported that its lease ran out and its service is stopped",
        ReleaseProof.ServiceExited => "reported that its service ended by itself",
        ReleaseProof.StartFailed => "reported that its service did not start",
        ReleaseProof.Leaving => "stopped in order",
        ReleaseProof.Restarted => "started anew and holds nothing",
        ReleaseProof.Fenced => "is fenced: its lease, the drift allowance and its stop bound have passed",
        ReleaseProof.Confirmed => "was confirmed to be down by a person",
        _ => how.ToString(),
    };
}
