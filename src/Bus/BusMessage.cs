namespace EventCluster.Bus;

/// <summary>A message to be published.</summary>
/// <param name="Exchange">Which exchange.</param>
/// <param name="RoutingKey">Selects the queues, as <see cref="BusNames"/> describes; empty for a fanout.</param>
/// <param name="Kind">What the body is: see <c>Contracts/Bus</c>.</param>
/// <param name="Id">Identity of the message; for an event the event's.</param>
/// <param name="Body">UTF-8 JSON, at most <see cref="LargestBody"/> bytes.</param>
/// <param name="Expires">The broker drops the message when nobody has taken it for so long, and receivers refuse it later.</param>
public sealed record BusMessage(BusExchange Exchange, string RoutingKey, string Kind, Guid Id, ReadOnlyMemory<byte> Body, TimeSpan Expires)
{
    /// <summary>Largest body in bytes; a receiver refuses what is larger.</summary>
    public const int LargestBody = 1024 * 1024;

    /// <summary>Longest <see cref="Expires"/>; a receiver refuses what wants to live longer, because it remembers so long what it has seen.</summary>
    public static readonly TimeSpan LongestExpiry = TimeSpan.FromHours(1);
}

/// <summary>The exchanges of a cluster.</summary>
public enum BusExchange
{
    /// <summary>Topic: each event of the history once, by <see cref="BusNames.ClusterKey"/> or <see cref="BusNames.NodeKey"/>.</summary>
    Events,

    /// <summary>Fanout: heartbeats of the nodes to every instance.</summary>
    Heartbeats,

    /// <summary>Direct: answers and signals to one node by its name, or to all by <see cref="BusNames.AllNodes"/>.</summary>
    Nodes,
}

/// <summary>A message that was received and whose seal is good: it is from this sender, was not received before and has not expired.</summary>
/// <param name="Sender">Who sealed it.</param>
/// <param name="Kind">What the body is.</param>
/// <param name="Id">Identity of the message.</param>
/// <param name="Body">UTF-8 JSON; valid only until the handler returns.</param>
public sealed record ReceivedMessage(BusParty Sender, string Kind, Guid Id, ReadOnlyMemory<byte> Body);

/// <summary>Who speaks on the bus.</summary>
/// <param name="Role">What it is.</param>
/// <param name="Name">Its name.</param>
public readonly record struct BusParty(BusRole Role, string Name);

/// <summary>What a party of the bus is.</summary>
public enum BusRole
{
    /// <summary>A control plane instance.</summary>
    Instance,

    /// <summary>A node worker.</summary>
    Node,
}
