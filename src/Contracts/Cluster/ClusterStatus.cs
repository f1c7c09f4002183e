using System.Text.Json.Serialization;
using EventCluster.Contracts.Nodes;

namespace EventCluster.Contracts.Cluster;

/// <summary>The whole status: <c>GET /v1/cluster</c>.</summary>
public sealed record ClusterStatus(
    string Name, int Version, long Position, DateTime At, HealthStatus Health, FlagStatus HighAvailability, FlagStatus LoadBalancing, PauseStatus? Pause,
    ActiveStatus? Active, SwitchoverStatus? Switchover, TermStatus? Scheduler, ConfigurationStatus Configuration, IReadOnlyList<NodeStatus> Nodes);

/// <summary>The health box.</summary>
public sealed record HealthStatus(HealthState State, IReadOnlyList<Finding> Findings);

/// <summary>Severity of the whole and of a finding.</summary>
public enum HealthState { Healthy, Degraded, Critical }

/// <summary>Something that a person should know, with what to do about it.</summary>
public sealed record Finding(string Code, HealthState Severity, string? Node, string Message, string Remedy);

/// <summary>A switch of the cluster.</summary>
public sealed record FlagStatus(bool Enabled);

/// <summary>Automatic decisions are suspended.</summary>
public sealed record PauseStatus(DateTime? Until, string? Reason, string Actor);

/// <summary>The node that runs the service. <c>LeaseState</c>: <c>held</c>, <c>endless</c>, <c>expiring</c>, <c>unknown</c>, <c>released</c>.</summary>
public sealed record ActiveStatus(string Node, long Epoch, DateTime Since, string Cause, string LeaseState, bool ServiceRunning);

/// <summary>A switchover that goes on.</summary>
public sealed record SwitchoverStatus(string? From, string? To, DateTime Since, string? Reason);

/// <summary>The control plane instance that decides.</summary>
public sealed record TermStatus(string Instance, long Term, DateTime Since);

/// <summary>Where the configuration stands.</summary>
public sealed record ConfigurationStatus(int Generation);

/// <summary>One node.</summary>
public sealed record NodeStatus(
    string Name, Guid Id, NodeLifecycle State, IReadOnlyList<string> Roles, string Product, string ProductVersion, string WorkerVersion, string Address,
    string OperatingSystem, DateTime? LastHeartbeat, string? Channel, int Priority, bool Eligible, string? IneligibleBecause, bool RestartPending,
    IReadOnlyList<PendingChange> PendingChanges, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>Newest first; only where a single node is asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<HeartbeatEntry>? RecentHeartbeats { get; init; }
}

/// <summary>A configuration change that a node has not been restarted with.</summary>
public sealed record PendingChange(string Name, string? OldValue, string? NewValue, int Generation, string Part);

/// <summary>Where a node is in its life.</summary>
public enum NodeLifecycle
{
    /// <summary>Joined, not heard yet.</summary>
    Joining,

    /// <summary>Heard in time.</summary>
    Healthy,

    /// <summary>Late.</summary>
    Suspect,

    /// <summary>Not heard for so long that it counts as gone.</summary>
    Lost,

    /// <summary>Leaving the service for maintenance.</summary>
    Draining,

    /// <summary>In maintenance.</summary>
    Drained,

    /// <summary>Stopped in order; comes back when its worker starts.</summary>
    Left,
}

/// <summary><c>GET /v1/nodes</c>.</summary>
public sealed record NodeList(IReadOnlyList<NodeStatus> Items);

/// <summary><c>GET /v1/scheduler</c>.</summary>
public sealed record SchedulerStatus(string? Instance, long Term, DateTime? Since, IReadOnlyList<InstanceStatus> Instances)
{
    /// <summary>Why the term began: how the last one ended, in words.</summary>
    public string? Because { get; init; }

    /// <summary>Why the instance that was asked may not begin a term although the last one is over, and what to do; null while that is not so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Barred { get; init; }

    /// <summary>
    /// Whom the holder of the term asks for a promise while the store is away; it goes on only if each of them answers. Null where an outage ends the term: storeOutage
    /// is stop, or no renewal says hold yet, or somebody else answers than the holder.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? HoldsWith { get; init; }
}

/// <summary>A control plane instance. <c>State</c>: <c>active</c>, <c>standby</c>, <c>gone</c> (stopped, or it does not answer).</summary>
public sealed record InstanceStatus(string Name, string Address, string State);
