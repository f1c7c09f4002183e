namespace EventCluster.NodeWorker.Link;

/// <summary>What became of a call to the control plane.</summary>
public enum LinkOutcome
{
    /// <summary>Answered.</summary>
    Answered,

    /// <summary>No answer, or the instance cannot answer now: another one may.</summary>
    Unavailable,

    /// <summary>The token is not known: join again.</summary>
    Unauthorized,

    /// <summary>The encryption key is not the cluster's.</summary>
    KeyMismatch,

    /// <summary>Another process is this node now.</summary>
    Superseded,

    /// <summary>The node was removed from the cluster.</summary>
    Removed,

    /// <summary>The control plane does not know the node: join again.</summary>
    Unknown,

    /// <summary>The control plane refuses what was sent; sending it again will not help.</summary>
    Refused,
}

/// <summary>Outcome of a call.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reply">The answer; null unless <see cref="LinkOutcome.Answered"/>.</param>
/// <param name="Detail">For people; empty when answered.</param>
public sealed record LinkAnswer<T>(LinkOutcome Outcome, T? Reply, string Detail)
    where T : class;
