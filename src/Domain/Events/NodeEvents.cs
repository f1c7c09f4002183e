using EventCluster.Domain.State;

namespace EventCluster.Domain.Events;

/// <summary>A node joined for the first time, or again after it was removed.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Facts">What it said of itself.</param>
/// <param name="TokenHash">SHA-256 of the token for its heartbeats.</param>
public sealed record NodeJoined(string Node, NodeFacts Facts, string TokenHash) : ClusterEvent;

/// <summary>A known node's worker started anew. It holds nothing.</summary>
public sealed record NodeRestarted(string Node, NodeFacts Facts, string TokenHash) : ClusterEvent;

/// <summary>A worker stopped in order.</summary>
public sealed record NodeLeft(string Node) : ClusterEvent;

/// <summary>A node was removed by a person. It does not come back by heartbeat alone.</summary>
public sealed record NodeRemoved(string Node, bool Forced) : ClusterEvent;

/// <summary>A node was not heard for longer than <c>suspectAfter</c>.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Why">The measured silence and the limit.</param>
public sealed record NodeSuspected(string Node, string Why) : ClusterEvent;

/// <summary>A node was not heard for so long that it counts as gone.</summary>
public sealed record NodeLost(string Node, string Why) : ClusterEvent;

/// <summary>A node was heard for the first time, or again.</summary>
/// <param name="Node">Its name.</param>
/// <param name="From">What it was: <c>joining</c>, <c>suspect</c>, <c>lost</c> or <c>left</c>.</param>
public sealed record NodeRecovered(string Node, NodeLife From) : ClusterEvent;

/// <summary>The outcome of at least one of a node's checks changed.</summary>
public sealed record NodeChecksChanged(string Node, IReadOnlyList<NodeCheck> Checks) : ClusterEvent;

/// <summary>A node was taken into maintenance; if it is active, its role moves first.</summary>
public sealed record NodeDrainStarted(string Node) : ClusterEvent;

/// <summary>A node in maintenance has nothing to do any more.</summary>
public sealed record NodeDrained(string Node) : ClusterEvent;

/// <summary>A node came back from maintenance.</summary>
public sealed record NodeResumed(string Node) : ClusterEvent;

/// <summary>A person asked for a restart of the product on a node.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Request">Identity of the request, repeated by the node when it is done.</param>
public sealed record NodeRestartRequested(string Node, Guid Request) : ClusterEvent;

/// <summary>A node has restarted the product.</summary>
public sealed record NodeRestartCompleted(string Node, Guid Request) : ClusterEvent;
