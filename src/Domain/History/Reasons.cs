using EventCluster.Domain.Events;
using EventCluster.Domain.Jobs;

namespace EventCluster.Domain.History;

/// <summary>The reason of what the system did by itself, as the history gives it where no person gave one.</summary>
public static class Reasons
{
    /// <summary>A sentence; null for what a person does.</summary>
    public static string? Of(ClusterEvent e) => e switch
    {
        ClusterCreated => "The first control plane instance found no history.",
        SchedulerActivated x => $"The last term: {x.Because}.",
        JobDefined x when BuiltInJobs.Find(x.Job)?.Definition.Says(x.Definition) == true => "Every cluster has this job.",
        CommandRefused x => x.Why,
        BrokerLost x => x.Why,
        BrokerRecovered x => $"The broker {x.Broker} answers again.",
        InstanceJoined x => $"The control plane instance {x.Instance} serves at {x.Address}.",
        InstanceLeft x => $"The control plane instance {x.Instance} was stopped in order.",
        NodeJoined x => $"The worker of {x.Node} joined with a join token.",
        NodeRestarted x => $"The worker of {x.Node} started anew.",
        NodeLeft x => $"The worker of {x.Node} said that it stops.",
        NodeSuspected x => x.Why,
        NodeLost x => x.Why,
        NodeRecovered x => $"{x.Node} is heard in time.",
        NodeChecksChanged x => $"{x.Node} reported other outcomes of its checks.",
        NodeDrained x => $"{x.Node} does not hold the active role.",
        NodeRestartCompleted x => $"{x.Node} reported that it has restarted the product.",
        NodeConfigurationApplied x => $"{x.Node} reported with which configuration its parts run.",
        AutomationResumed { ByTime: true } => "The time of the pause is over.",
        NodeActivated x => x.Why,
        EpochReleased x => x.Why,
        ServiceStarted x => $"{x.Node} reported that its service runs.",
        LeaseConfirmed x => $"{x.Node} reported the lease that it obeys.",
        SwitchoverCompleted x => $"The service runs on {x.Node}.",
        FailoverDecided x => x.Why,
        FailoverBlocked x => x.Why,
        _ => null,
    };
}
