using EventCluster.Contracts.Nodes;

namespace EventCluster.NodeWorker.Link;

/// <summary>
/// How a worker speaks to the control plane. Each call takes at most its limit; after one that fails the next call goes to the next instance. In a worker calls are made on the thread of the heartbeats,
/// which must not depend on the thread pool for its promptness: they block, and what they return is completed.
/// </summary>
public interface IControlPlaneLink : IDisposable
{
    /// <summary>Name of the way on which the last answer came, for people: <c>bus</c> or <c>http</c>.</summary>
    string Channel { get; }

    /// <summary>The instance in use, by its address, or on the bus by its name.</summary>
    string Current { get; }

    /// <summary>How many instances can be tried.</summary>
    int Alternatives { get; }

    /// <summary>Admits this process.</summary>
    ValueTask<LinkAnswer<JoinReply>> JoinAsync(JoinRequest request, TimeSpan limit);

    /// <summary>Sends a heartbeat with the token that the join gave. However many ways it takes, it is the same heartbeat.</summary>
    ValueTask<LinkAnswer<HeartbeatReply>> BeatAsync(HeartbeatRequest request, string token, BeatLimits limits);
}
