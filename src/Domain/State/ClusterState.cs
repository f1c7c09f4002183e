using System.Collections.Immutable;
using EventCluster.Domain.Events;
using EventCluster.Domain.Leases;
using EventCluster.Domain.Settings;

namespace EventCluster.Domain.State;

/// <summary>The cluster as the fold of its stream. Immutable: a reader keeps what it took.</summary>
public sealed record ClusterState
{
    /// <summary>Before the first event.</summary>
    public static readonly ClusterState Empty = new();

    /// <summary>Version of the last event folded, -1 for none.</summary>
    public int Version { get; init; } = -1;

    /// <summary>Name of the cluster; empty before it was created.</summary>
    public string Name { get; init; } = "";

    /// <summary>Automatic failover.</summary>
    public bool HighAvailability { get; init; }

    /// <summary>Web traffic to every healthy web node.</summary>
    public bool LoadBalancing { get; init; }

    /// <summary>Automatic decisions are suspended.</summary>
    public Pause? Pause { get; init; }

    /// <summary>Nodes by name.</summary>
    public ImmutableSortedDictionary<string, Node> Nodes { get; init; } = ImmutableSortedDictionary.Create<string, Node>(StringComparer.Ordinal);

    /// <summary>Token hashes of removed nodes with their names, so that such a node can be told.</summary>
    public ImmutableDictionary<string, string> RemovedTokens { get; init; } = [];

    /// <summary>Who has the active role, released or not; null before the first.</summary>
    public Assignment? Active { get; init; }

    /// <summary>The highest epoch ever given.</summary>
    public long Epoch { get; init; }

    /// <summary>A planned or forced move that goes on.</summary>
    public Move? Move { get; init; }

    /// <summary>The incident that goes on: which nodes were tried in it and failed.</summary>
    public Incident? Incident { get; init; }

    /// <summary>Why the role could not be given, while that lasts.</summary>
    public FailoverBlocked? Blocked { get; init; }

    /// <summary>The control plane instance that decides.</summary>
    public SchedulerTerm? Scheduler { get; init; }

    /// <summary>Control plane instances by name.</summary>
    public ImmutableSortedDictionary<string, Instance> Instances { get; init; } = ImmutableSortedDictionary.Create<string, Instance>(StringComparer.Ordinal);

    /// <summary>Settings.</summary>
    public Configuration Configuration { get; init; } = Configuration.Empty;

    /// <summary>Issued tokens by hash.</summary>
    public ImmutableDictionary<string, IssuedToken> Tokens { get; init; } = [];

    /// <summary>Joins refused since the last success, by node name with every code, so that workers that keep trying are recorded once for each.</summary>
    public ImmutableSortedDictionary<string, string> RefusedJoins { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The outage of the message broker that goes on; null for none.</summary>
    public BrokerOutage? BrokerOutage { get; init; }

    /// <summary>Jobs by name.</summary>
    public ImmutableSortedDictionary<string, Job> Jobs { get; init; } = ImmutableSortedDictionary.Create<string, Job>(StringComparer.Ordinal);

    /// <summary>The newest runs of jobs that somebody asked to end.</summary>
    public ImmutableList<Guid> CancelledRuns { get; init; } = [];

    /// <summary>Timings in force.</summary>
    public Timings Timings => Configuration.Timings;

    /// <summary>Who may still run the service: the newest assignment while its end is not certain.</summary>
    public Assignment? Holder => Active is { Released: null } held ? held : null;

    /// <summary>The holder's node while the process that was given the role is its newest; null once a newer one has joined.</summary>
    public Node? HolderNode => Holder is { } held && Nodes.TryGetValue(held.Node, out var node) && node.Facts.Boot == held.Boot ? node : null;

    /// <summary>Whether the holder is certainly fenced by time. The one rule for the judge and for whoever answers heartbeats.</summary>
    /// <param name="sinceGiven">Time since this term gave the present epoch or answered with it; null when it did neither.</param>
    /// <param name="termAge">Time since this term began to act.</param>
    public bool IsFenced(TimeSpan? sinceGiven, TimeSpan termAge) =>
        Holder is { } held
        // Given in this very term, and when is not known: nothing is certain.
        && (sinceGiven is not null || held.Term != Scheduler?.Term)
        && Fence.IsCertain(held.LeaseBound, Timings.Drift, held.StopBound, sinceGiven, termAge);

    /// <summary>Whether a node shall run the service. Not while a move takes the role from it, nor after its worker has started anew.</summary>
    public bool ShallBeActive(Node node) => Holder is { } held && held.Node == node.Name && held.Boot == node.Facts.Boot && Move?.From != node.Name;
}

/// <summary>Who has the active role.</summary>
/// <param name="Node">The node.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Boot">Boot of the node's worker when the role was given.</param>
/// <param name="Home">Its home at that time.</param>
/// <param name="Since">UTC, for people.</param>
/// <param name="Cause">Why it was given.</param>
/// <param name="Correlation">Of the decision; what follows from it bears the same.</param>
/// <param name="LeaseBound">The longest lease that the node may obey; null while it may obey a role without end.</param>
/// <param name="Running">The node has reported that its service runs.</param>
/// <param name="Released">What made its end certain; null while it may hold.</param>
public sealed record Assignment(
    string Node, long Epoch, Guid Boot, string Home, DateTime Since, ActivationCause Cause, Guid Correlation, TimeSpan? LeaseBound, bool Running,
    ReleaseProof? Released)
{
    /// <summary>Term in which it was given; null before the first.</summary>
    public long? Term { get; init; }

    /// <summary>The longest time that the service of the process that was given the role goes on after its lease has ended.</summary>
    public TimeSpan StopBound { get; init; }

    /// <summary>Version of the newest event that changed the lease which the node is answered: only what rests on it, or on a later one, confirms a lease.</summary>
    public int LeaseSince { get; init; }
}

/// <summary>A suspension of automatic decisions.</summary>
public sealed record Pause(DateTime? Until, string? Reason, string Actor);

/// <summary>A planned or forced move of the role.</summary>
/// <param name="From">Node that lets go; null for none.</param>
/// <param name="To">Wanted node; null for the best.</param>
/// <param name="Forced">Forced by a person.</param>
/// <param name="Confirmed">The person confirmed that <paramref name="From"/> is down.</param>
/// <param name="Since">UTC, for people.</param>
/// <param name="Reason">The person's reason.</param>
/// <param name="Correlation">Of the command.</param>
public sealed record Move(string? From, string? To, bool Forced, bool Confirmed, DateTime Since, string? Reason, Guid Correlation);

/// <summary>What is being recovered from.</summary>
/// <param name="Correlation">Under which all of it is recorded.</param>
/// <param name="Failed">Nodes that were active, or tried, and failed in it.</param>
public sealed record Incident(Guid Correlation, ImmutableSortedSet<string> Failed);

/// <summary>A term.</summary>
/// <param name="Instance">Who has it.</param>
/// <param name="Address">Where it serves, as it says itself.</param>
/// <param name="Term">Number of the term.</param>
/// <param name="Since">UTC, for people.</param>
/// <param name="Because">How the last term ended, in words.</param>
public sealed record SchedulerTerm(string Instance, string Address, long Term, DateTime Since, string Because);

/// <summary>The message broker is away.</summary>
/// <param name="Broker">Host and port.</param>
/// <param name="Since">UTC, for people.</param>
/// <param name="Why">What is wrong, in words.</param>
public sealed record BrokerOutage(string Broker, DateTime Since, string Why);

/// <summary>A token as it is kept.</summary>
public sealed record IssuedToken(string Name, string Role);
