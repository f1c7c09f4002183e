namespace EventCluster.Bus;

/// <summary>
/// One party's connection to the broker. It comes up by itself, stays up by itself, and nothing that uses it ever waits for the broker longer than it says.
/// The bus is for promptness only: whatever it loses, doubles or delays costs time, never correctness.
/// </summary>
public interface IMessageBus : IAsyncDisposable
{
    /// <summary>How it stands with the broker now. Replaced as a whole.</summary>
    BusStatus Status { get; }

    /// <summary>Raised after each change of <see cref="Status"/>, on any thread; handlers return at once.</summary>
    event Action<BusStatus>? Changed;

    /// <summary>Seals and publishes a message.</summary>
    /// <param name="message">What and whereto.</param>
    /// <param name="limit">The longest wait for the broker's confirmation.</param>
    /// <returns>True when the broker has confirmed it within the limit; false otherwise, and then it may still arrive. At once false while the broker is away
    /// or too many publishes are under way.</returns>
    /// <exception cref="ArgumentException">The message exceeds <see cref="BusMessage.LargestBody"/>.</exception>
    ValueTask<bool> PublishAsync(BusMessage message, TimeSpan limit);

    /// <summary>Removes the queue of a party that is gone; nothing happens when it is not there.</summary>
    /// <returns>True when it is certainly gone.</returns>
    Task<bool> DeleteQueueAsync(string queue, TimeSpan limit);
}
