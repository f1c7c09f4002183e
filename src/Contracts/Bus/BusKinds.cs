namespace EventCluster.Contracts.Bus;

/// <summary>What the body of a message on the bus is.</summary>
public static class BusKinds
{
    /// <summary>A <see cref="Nodes.HeartbeatRequest"/> of the node that sent it.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>A <see cref="BusAnswer"/> to a node.</summary>
    public const string Answer = "answer";

    /// <summary>A <see cref="Nodes.Signal"/> to one node or to all.</summary>
    public const string Signal = "signal";

    /// <summary>A <see cref="BusEvent"/>.</summary>
    public const string Event = "event";
}
