using EventCluster.Bus.Delivery;

namespace EventCluster.Bus.Connection;

/// <summary>A way to reach a broker.</summary>
public interface IBroker
{
    /// <summary>Where it is, for people; never a password.</summary>
    string Name { get; }

    /// <summary>Connects, declares everything and consumes the queues.</summary>
    /// <param name="topology">What is declared.</param>
    /// <param name="deliver">Gets what arrives; it does not throw.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="BrokerAwayException">No host of it can be used now.</exception>
    Task<IBrokerSession> OpenAsync(BusTopology topology, Func<Delivered, ValueTask> deliver, CancellationToken cancellation);
}
