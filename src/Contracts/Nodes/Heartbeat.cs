using EventCluster.Contracts.Jobs;

namespace EventCluster.Contracts.Nodes;

/// <summary>A sign of life with everything the control plane needs to know: <c>POST /v1/nodes/{name}/heartbeats</c>.</summary>
/// <param name="Boot">Identity of the worker's process.</param>
/// <param name="Sequence">Rises by one with each heartbeat of the boot, from 1; an answer repeats it.</param>
/// <param name="Epoch">The epoch whose role the node holds, 0 for none.</param>
/// <param name="Released">The highest epoch that this boot has let go, its service certainly stopped, or declined, being told to stand by; 0 for none.</param>
/// <param name="ReleaseCause">Why it let go, where <see cref="Released"/> is not 0.</param>
/// <param name="ReleaseReason">The same in words, for people.</param>
/// <param name="Lease">The lease length that the node obeys; null for a role without end, or without a role.</param>
/// <param name="Service">What its service does.</param>
/// <param name="WebGeneration">Configuration generation with which the web part was started.</param>
/// <param name="ServiceGeneration">Configuration generation with which the running service was started; null while none runs.</param>
/// <param name="RestartDone">The newest restart request carried out by this boot.</param>
/// <param name="Leaving">True in the last heartbeat of a graceful stop.</param>
/// <param name="Checks">Results of its prerequisite checks.</param>
/// <param name="ClusterVersion">Version of the cluster on which the newest applied answer rests, -1 before the first. A lease counts as confirmed only
/// out of an answer that knew of it, so without this a changed lease is never confirmed.</param>
/// <param name="Runs">Runs of jobs that the node has begun, refused or ended; null for none.</param>
public sealed record HeartbeatRequest(
    Guid Boot, long Sequence, long Epoch, long Released, ReleaseCause? ReleaseCause, string? ReleaseReason, TimeSpan? Lease, ServiceState Service,
    int WebGeneration, int? ServiceGeneration, Guid? RestartDone, bool Leaving, IReadOnlyList<CheckResult> Checks,
    int ClusterVersion = -1, IReadOnlyList<RunReport>? Runs = null);

/// <summary>Answer to a heartbeat: the node's whole desired state.</summary>
/// <param name="Sequence">Of the heartbeat that it answers.</param>
/// <param name="Term">Term of the control plane instance that answers.</param>
/// <param name="ClusterVersion">Version of the cluster stream on which the answer rests.</param>
/// <param name="Desired">What the node shall be.</param>
public sealed record HeartbeatReply(long Sequence, long Term, int ClusterVersion, DesiredState Desired);

/// <summary>What a node shall be.</summary>
/// <param name="Role">Whether it shall run the service.</param>
/// <param name="Epoch">With <see cref="NodeRole.Active"/>, the epoch given to it; otherwise the newest epoch of the cluster.</param>
/// <param name="Lease">How long the role is valid, counted from the sending of the heartbeat; null while high availability is off (no end).</param>
/// <param name="Reason">Why, for people and for hooks.</param>
/// <param name="Web">Whether it may take web traffic.</param>
/// <param name="HeartbeatInterval">How often to send heartbeats.</param>
/// <param name="StartTimeout">How long the service may take to start.</param>
/// <param name="StopTimeout">How long an ordered stop may take before the service is killed.</param>
/// <param name="Generation">Newest configuration generation.</param>
/// <param name="Restart">A request to restart the product, until it is reported as done.</param>
/// <param name="Runs">Runs of jobs for this node that are not known to have ended; null for none.</param>
public sealed record DesiredState(
    NodeRole Role, long Epoch, TimeSpan? Lease, string Reason, WebState Web, TimeSpan HeartbeatInterval, TimeSpan StartTimeout, TimeSpan StopTimeout,
    int Generation, Guid? Restart, IReadOnlyList<RunOrder>? Runs = null);

/// <summary>One prerequisite, as the node found it.</summary>
/// <param name="Name">Stable name, for example <c>storage:/srv/packages</c>.</param>
/// <param name="Status">Whether it holds.</param>
/// <param name="Message">What was found and, where it failed, how to mend it.</param>
public sealed record CheckResult(string Name, CheckStatus Status, string Message);
