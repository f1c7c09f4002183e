using EventCluster.Domain.Commands;

namespace EventCluster.ControlPlane.Pages;

/// <summary>What the page's buttons do.</summary>
internal static class PageCommands
{
    /// <summary>The command of a button, and whether it needs a reason; null where there is no such button.</summary>
    /// <param name="button">The button.</param>
    /// <param name="node">The node that it is about.</param>
    /// <param name="job">The job that it is about.</param>
    internal static (ClusterCommand? Command, bool NeedsReason) Find(string button, string node, string job) => button switch
    {
        "ha-enable" => (new EnableHighAvailability(), false),
        "ha-disable" => (new DisableHighAvailability(), false),
        "lb-enable" => (new EnableLoadBalancing(), false),
        "lb-disable" => (new DisableLoadBalancing(), false),
        "switchover" => (new RequestSwitchover(node), true),
        "drain" => (new DrainNode(node), true),
        "resume" => (new ResumeNode(node), false),
        "job-pause" => (new PauseJob(job), false),
        "job-resume" => (new ResumeJob(job), false),
        "job-run" => (new RunJob(job), false),
        _ => (null, false),
    };
}
