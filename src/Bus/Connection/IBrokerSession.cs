using EventCluster.Bus.Delivery;

namespace EventCluster.Bus.Connection;

/// <summary>One connection to a broker, from its beginning to its end. It never reconnects by itself.</summary>
public interface IBrokerSession : IAsyncDisposable
{
    /// <summary>Host and port.</summary>
    string Broker { get; }

    /// <summary>Completes with the reason, for people, when the connection or any of its consumers has ended. It never fails.</summary>
    Task<string> Ended { get; }

    /// <summary>Why the broker takes no messages at the moment although it is connected; null while it does.</summary>
    string? Blocked { get; }

    /// <summary>Raised after <see cref="Blocked"/> changed.</summary>
    event Action? BlockedChanged;

    /// <summary>Publishes and waits for the confirmation.</summary>
    /// <param name="exchange">Which exchange.</param>
    /// <param name="routingKey">The routing key.</param>
    /// <param name="frame">The sealed message.</param>
    /// <param name="expires">After what time the broker drops it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task SendAsync(BusExchange exchange, string routingKey, byte[] frame, TimeSpan expires, CancellationToken cancellation);

    /// <summary>Puts a message into the error queue.</summary>
    Task SendAsync(Poison poison, CancellationToken cancellation);

    /// <summary>Deletes a queue; nothing happens when it is not there.</summary>
    Task DeleteQueueAsync(string queue, CancellationToken cancellation);
}
