namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>A RabbitMQ broker for the tests.</summary>
public interface IBroker : IAsyncDisposable
{
    /// <summary>Where it is, with user, password and virtual host.</summary>
    Uri Address { get; }
}

/// <summary>A broker that was given: it is not the tests' to end.</summary>
public sealed record GivenBroker(Uri Address) : IBroker
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
