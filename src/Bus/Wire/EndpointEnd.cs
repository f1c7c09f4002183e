using MassTransit;

namespace EventCluster.Bus.Wire;

/// <summary>Tells when a consumer has ended, whyever: cancelled by the broker, its queue deleted, its channel closed.</summary>
/// <param name="queue">What it consumes.</param>
/// <param name="end">Gets the reason.</param>
internal sealed class EndpointEnd(string queue, Action<string> end) : IReceiveEndpointObserver
{
    public Task Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed)
    {
        end($"has ended the consumption of queue {queue}.");
        return Task.CompletedTask;
    }

    public Task Faulted(ReceiveEndpointFaulted faulted)
    {
        end($"does not let queue {queue} be consumed: {faulted.Exception?.GetBaseException().Message}");
        return Task.CompletedTask;
    }
}
