namespace EventCluster.Bus;

/// <summary>A queue that a party consumes. It is declared at every connect, bounded, and removed by the broker when nobody consumes it for long.</summary>
/// <param name="Name">Name of the queue, from <see cref="BusNames"/>.</param>
/// <param name="Bindings">What arrives in it.</param>
/// <param name="Bound">Most messages that wait in it; the oldest are dropped.</param>
/// <param name="Concurrency">How many messages are handled at a time; 1 keeps their order.</param>
/// <param name="Handler">Handles a message. What it throws is counted and logged, and the message goes to the error queue; it is never delivered again.</param>
public sealed record BusQueue(string Name, IReadOnlyList<BusBinding> Bindings, int Bound, int Concurrency, Func<ReceivedMessage, ValueTask> Handler);

/// <summary>Binds a queue to an exchange.</summary>
/// <param name="Exchange">Which.</param>
/// <param name="RoutingKey">The exchange's selection; <c>#</c> for all of a topic, empty for a fanout.</param>
public sealed record BusBinding(BusExchange Exchange, string RoutingKey);
