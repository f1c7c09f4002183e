namespace EventCluster.Bus.Delivery;

/// <summary>What a broker gave, before anything about it is believed.</summary>
/// <param name="Queue">From which queue.</param>
/// <param name="Exchange">Name of the exchange on which it was published.</param>
/// <param name="RoutingKey">Its routing key.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Body">The bytes; empty where they are more than a frame may have.</param>
/// <param name="IsRedelivery">The broker says that it gave the message before.</param>
public sealed record Delivered(BusQueue Queue, string Exchange, string RoutingKey, long Length, ReadOnlyMemory<byte> Body, bool IsRedelivery);
