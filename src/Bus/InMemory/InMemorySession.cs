using EventCluster.Bus.Connection;
using EventCluster.Bus.Delivery;
using EventCluster.Bus.Wire;
using MassTransit;

namespace EventCluster.Bus.InMemory;

/// <summary>One party's part in a broker within this process.</summary>
/// <param name="broker">Its name.</param>
/// <param name="senders">Sends.</param>
/// <param name="keep">Keeps a message that could not be handled.</param>
internal sealed class InMemorySession(string broker, Senders senders, Action<Poison> keep) : IBrokerSession
{
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<HostReceiveEndpointHandle> _handles = [];

    public event Action? BlockedChanged
    {
        add { }
        remove { }
    }

    public string Broker => broker;

    public Task<string> Ended => _ended.Task;

    public string? Blocked => null;

    public Task SendAsync(BusExchange exchange, string routingKey, byte[] frame, TimeSpan expires, CancellationToken cancellation) =>
        senders.SendAsync(exchange, routingKey, frame, expires, cancellation);

    public Task SendAsync(Poison poison, CancellationToken cancellation)
    {
        keep(poison);
        return Task.CompletedTask;
    }

    public Task DeleteQueueAsync(string queue, CancellationToken cancellation) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        End("was closed.");
        foreach (var handle in _handles)
        {
            await handle.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    internal void End(string problem) => _ended.TrySetResult(problem);

    internal void Add(HostReceiveEndpointHandle handle) => _handles.Add(handle);
}
