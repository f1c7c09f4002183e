using EventCluster.Bus.Connection;
using EventCluster.Hosting;

namespace EventCluster.Bus;

/// <summary>What a party's bus is made of.</summary>
/// <param name="Broker">How the broker is reached.</param>
/// <param name="Cluster">Name of the cluster.</param>
/// <param name="Key">The cluster's key.</param>
/// <param name="Self">Who publishes.</param>
/// <param name="Queues">What is consumed; at least one, as the consumers are what notices first that the broker is away.</param>
public sealed record BusOptions(IBroker Broker, string Cluster, EncryptionKey Key, BusParty Self, IReadOnlyList<BusQueue> Queues)
{
    /// <summary>Gets each message that is refused, at once and on any thread; it returns at once and bounds what it keeps: names in refused messages may be anybody's.</summary>
    public Action<BusRejection>? Rejected { get; init; }
}
