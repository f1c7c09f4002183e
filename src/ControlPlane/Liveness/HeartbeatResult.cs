using EventCluster.Contracts.Nodes;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>What came of a heartbeat.</summary>
public abstract record HeartbeatResult
{
    private HeartbeatResult()
    {
    }

    /// <summary>It was noted and answered.</summary>
    public sealed record Answered(HeartbeatReply Reply) : HeartbeatResult;

    /// <summary>This instance may not answer; the holder of the term may.</summary>
    /// <param name="Leader">Address of the newest holder, where one is known.</param>
    public sealed record NotLeader(string? Leader) : HeartbeatResult;

    /// <summary>The node is not known, or not any more.</summary>
    public sealed record Unknown : HeartbeatResult;

    /// <summary>A newer process of the same worker has joined.</summary>
    public sealed record Superseded(string Why) : HeartbeatResult;
}
