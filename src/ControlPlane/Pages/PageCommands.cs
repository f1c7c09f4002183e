using EventCluster.Domain.Commands;

namespace EventCluster.ControlPlane.Pages;

/// <summary>What the page's buttons do.</summary>
internal static class PageCommands
{
    /// <summary>The command of a button, and whether it needs a reason; null where there is no such button.</summary>
    internal static (ClusterCommand? Command, bool NeedsReason) Find(string button, string node) => button switch
    {
        "ha-enable" => (new EnableHighAvailability(), false),
        "ha-disable" => (new DisableHighAvailability(), false),
        "lb-enable" => (new EnableLoadBalancing(), false),
        "lb-disable" => (new DisableLoadBalancing(), false),
        "switchover" => (new RequestSwitchover(node), true),
        "drain" => (new DrainNode(node), true),
        "resume" => (new ResumeNode(node), false),
        _ => (null, false),
    };
}
