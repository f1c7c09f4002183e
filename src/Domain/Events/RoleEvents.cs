using EventCluster.Domain.State;

namespace EventCluster.Domain.Events;

/// <summary>Automatic failover was switched on.</summary>
public sealed record HighAvailabilityEnabled : ClusterEvent;

/// <summary>Automatic failover was switched off: the role has no end, and only a person moves it.</summary>
public sealed record HighAvailabilityDisabled : ClusterEvent;

/// <summary>Web traffic goes to every healthy web node.</summary>
public sealed record LoadBalancingEnabled : ClusterEvent;

/// <summary>Web traffic goes to the active node only.</summary>
public sealed record LoadBalancingDisabled : ClusterEvent;

/// <summary>Automatic decisions were suspended.</summary>
/// <param name="Until">UTC time at which they go on by themselves; null for when a person says so.</param>
public sealed record AutomationPaused(DateTime? Until) : ClusterEvent;

/// <summary>Automatic decisions go on.</summary>
/// <param name="ByTime">True when the time of the pause was over.</param>
public sealed record AutomationResumed(bool ByTime) : ClusterEvent;

/// <summary>A node was given the active role with a new epoch.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Epoch">Higher than every epoch before it.</param>
/// <param name="Cause">Why.</param>
/// <param name="Why">The same in a sentence.</param>
public sealed record NodeActivated(string Node, long Epoch, ActivationCause Cause, string Why) : ClusterEvent;

/// <summary>An epoch is certainly over: its node runs the service no more.</summary>
/// <param name="Node">Its node.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="How">What makes it certain.</param>
/// <param name="Why">The same in a sentence.</param>
public sealed record EpochReleased(string Node, long Epoch, ReleaseProof How, string Why) : ClusterEvent;

/// <summary>The active node reports that its service runs.</summary>
public sealed record ServiceStarted(string Node, long Epoch) : ClusterEvent;

/// <summary>The active node has confirmed the lease that it obeys, so failover by time may rely on it.</summary>
public sealed record LeaseConfirmed(string Node, long Epoch, TimeSpan Lease) : ClusterEvent;

/// <summary>A planned move began: the old node is told to let go.</summary>
/// <param name="From">The active node; null when there was none.</param>
/// <param name="To">The wanted node; null for the best candidate.</param>
public sealed record SwitchoverStarted(string? From, string? To) : ClusterEvent;

/// <summary>A planned move ended: the service runs on the new node.</summary>
public sealed record SwitchoverCompleted(string Node, long Epoch) : ClusterEvent;

/// <summary>A person forced a move.</summary>
/// <param name="From">The active node; null when there was none.</param>
/// <param name="To">The wanted node; null for the best candidate.</param>
/// <param name="ConfirmedFenced">The person has confirmed that the old node is down.</param>
public sealed record FailoverForced(string? From, string? To, bool ConfirmedFenced) : ClusterEvent;

/// <summary>A new active node was chosen after the old one was gone.</summary>
/// <param name="From">The old node; null when there was none.</param>
/// <param name="To">The chosen node.</param>
/// <param name="Why">Why it was chosen.</param>
/// <param name="PassedOver">Every other node, with the reason for which it was not chosen.</param>
public sealed record FailoverDecided(string? From, string To, string Why, IReadOnlyList<PassedOver> PassedOver) : ClusterEvent;

/// <summary>The role is to be given, and nobody qualifies or it may not be given.</summary>
/// <param name="Why">What holds it back.</param>
/// <param name="PassedOver">Every node, with its reason.</param>
public sealed record FailoverBlocked(string Why, IReadOnlyList<PassedOver> PassedOver) : ClusterEvent;

/// <summary>A node that was not chosen.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Code">Stable reason.</param>
/// <param name="Why">The same in a sentence.</param>
public sealed record PassedOver(string Node, PassedOverCode Code, string Why);
