using EventCluster.Domain.Failover;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Commands;

/// <summary>Something that a person, a node or the control plane wants of the cluster.</summary>
public abstract record ClusterCommand
{
    /// <summary>Stable name, as the history shows it.</summary>
    public string Name => GetType().Name;

    /// <summary>The node that it is about, if any.</summary>
    public virtual string? Target => null;
}

/// <summary>Begins the cluster's history; changes nothing when it has begun.</summary>
public sealed record CreateCluster(string Cluster, string Profile) : ClusterCommand;

/// <summary>Records that an instance has begun a term, which fences the older ones.</summary>
public sealed record ActivateScheduler(long Term, string Instance, string Address, string Because) : ClusterCommand;

/// <summary>Records a token by its hash.</summary>
public sealed record IssueToken(string TokenName, string Role, string Hash) : ClusterCommand;

/// <summary>A worker starts.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Facts">What it says of itself.</param>
/// <param name="TokenHash">Hash of the token that it is given.</param>
/// <param name="ClusterKey">Fingerprint of the control plane's encryption key.</param>
public sealed record JoinNode(string Node, NodeFacts Facts, string TokenHash, string? ClusterKey) : ClusterCommand
{
    /// <inheritdoc/>
    public override string? Target => Node;
}

/// <summary>Forgets a node that has left.</summary>
public sealed record RemoveNode(string Node, bool Force) : ClusterCommand
{
    /// <inheritdoc/>
    public override string? Target => Node;
}

/// <summary>Takes a node into maintenance.</summary>
public sealed record DrainNode(string Node) : ClusterCommand
{
    /// <inheritdoc/>
    public override string? Target => Node;
}

/// <summary>Brings a node back from maintenance.</summary>
public sealed record ResumeNode(string Node) : ClusterCommand
{
    /// <inheritdoc/>
    public override string? Target => Node;
}

/// <summary>Restarts the product on a node.</summary>
public sealed record RestartNode(string Node) : ClusterCommand
{
    /// <inheritdoc/>
    public override string? Target => Node;
}

/// <summary>Switches automatic failover on.</summary>
public sealed record EnableHighAvailability : ClusterCommand;

/// <summary>Switches automatic failover off.</summary>
public sealed record DisableHighAvailability : ClusterCommand;

/// <summary>Sends web traffic to every healthy web node.</summary>
public sealed record EnableLoadBalancing : ClusterCommand;

/// <summary>Sends web traffic to the active node only.</summary>
public sealed record DisableLoadBalancing : ClusterCommand;

/// <summary>Suspends automatic decisions.</summary>
public sealed record PauseAutomation(DateTime? Until) : ClusterCommand;

/// <summary>Lets automatic decisions go on.</summary>
public sealed record ResumeAutomation : ClusterCommand;

/// <summary>Moves the active role in an orderly way.</summary>
public sealed record RequestSwitchover(string? To) : ClusterCommand
{
    /// <inheritdoc/>
    public override string? Target => To;
}

/// <summary>Moves the active role although the old node may be gone.</summary>
/// <param name="To">Which node shall have it; null for the best candidate.</param>
/// <param name="ConfirmFenced">The person has made sure that the node with the role is down.</param>
/// <param name="Epoch">The epoch that the confirmation is about: a command may be decided long after it was given, when another node has the role. Null for whichever is the newest.</param>
public sealed record ForceFailover(string? To, bool ConfirmFenced, long? Epoch = null) : ClusterCommand
{
    /// <inheritdoc/>
    public override string? Target => To;
}

/// <summary>Changes settings.</summary>
public sealed record ChangeConfiguration(string? Node, IReadOnlyDictionary<string, string> Set, IReadOnlyList<string> Remove) : ClusterCommand
{
    /// <inheritdoc/>
    public override string? Target => Node;
}

/// <summary>Records how it stands with the message broker. Sent by the control plane itself.</summary>
/// <param name="Broker">Host and port.</param>
/// <param name="Problem">Why it is away; null while it is there.</param>
public sealed record NoteBroker(string Broker, string? Problem) : ClusterCommand;

/// <summary>Draws the conclusions from what the holder of the term sees. Sent by the control plane itself.</summary>
public sealed record JudgeCluster(ClusterView View) : ClusterCommand;
