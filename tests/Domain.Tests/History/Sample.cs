using EventCluster.Domain.Events;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.History;

/// <summary>One of each event, every property set. What they look like when stored stands in <c>Samples</c>, a file for each name and schema version.</summary>
/// <remarks>Lists are <see cref="List{T}"/>, as they are read back.</remarks>
internal static class Sample
{
    private static readonly NodeFacts Facts = Some.Facts("node-a", key: "5f");

    private static readonly JobDefinition Definition = new(
        new("0 30 2 * * ?", "Europe/Vienna", TimeSpan.FromMinutes(1)), "node:node-a", "report", new Dictionary<string, string> { ["kind"] = "daily" },
        TimeSpan.FromMinutes(5), OverlapPolicy.Allow, MisfirePolicy.RunOnce, 2, TimeSpan.FromSeconds(30));

    internal static IReadOnlyList<ClusterEvent> OfEach { get; } =
    [
        new ClusterCreated("prod", "balanced"),
        new SchedulerActivated(3, "cp-1", "http://cp-1:33237", "term 2 of cp-2 was not renewed"),
        new TokenIssued("ci", "viewer", "ab12"),
        new CommandRefused("RemoveNode", "node-a", "conflict", "node-a is alive."),
        new BrokerLost("broker-1:5672", "connection refused"),
        new BrokerRecovered("broker-1:5672"),
        new InstanceJoined("cp-2", "http://cp-2:33237", "5f"),
        new InstanceLeft("cp-2"),
        new InstanceRemoved("cp-2"),
        new NodeJoined("node-a", Facts, "cd34"),
        new NodeRestarted("node-a", Facts, "cd34"),
        new NodeLeft("node-a"),
        new NodeRemoved("node-a", true),
        new NodeSuspected("node-a", "not heard for 3 s"),
        new NodeLost("node-a", "not heard for 5 s"),
        new NodeRecovered("node-a", NodeLife.Suspect),
        new NodeChecksChanged("node-a", new List<NodeCheck> { new("storage:/srv", NodeCheckStatus.Failed, "read-only: grüße") }),
        new NodeDrainStarted("node-a"),
        new NodeDrained("node-a"),
        new NodeResumed("node-a"),
        new NodeRestartRequested("node-a", Some.Id("request")),
        new NodeRestartCompleted("node-a", Some.Id("request")),
        new HighAvailabilityEnabled(),
        new HighAvailabilityDisabled(),
        new LoadBalancingEnabled(),
        new LoadBalancingDisabled(),
        new AutomationPaused(Some.Time),
        new AutomationResumed(true),
        new NodeActivated("node-a", 7, ActivationCause.Failover, "node-b is gone"),
        new EpochReleased("node-a", 7, ReleaseProof.LeaseExpired, "its lease ran out"),
        new ServiceStarted("node-a", 7),
        new LeaseConfirmed("node-a", 7, TimeSpan.FromSeconds(5)),
        new SwitchoverStarted("node-a", "node-b"),
        new SwitchoverCompleted("node-b", 8),
        new FailoverForced("node-a", "node-b", true),
        new FailoverDecided("node-a", "node-b", "the best", new List<PassedOver> { new("node-c", PassedOverCode.HighAvailabilityOff, "it is off") }),
        new FailoverBlocked("nobody", new List<PassedOver> { new("node-c", PassedOverCode.NotHeard, "not heard") }),
        new ConfigurationChanged(4, "node-a", new List<SettingChange> { new("priority", "1", "2", RestartPart.Both) }),
        new NodeConfigurationApplied("node-a", 4, 3),
        new JobDefined("nightly", Definition, true),
        new JobRemoved("nightly"),
        new JobPaused("nightly"),
        new JobResumed("nightly"),
        new JobRunRequested("nightly", Some.Time),
        new JobRunCancelRequested("nightly", Some.Id("run")),
    ];
}
