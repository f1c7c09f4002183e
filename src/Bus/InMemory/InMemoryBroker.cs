using EventCluster.Bus.Connection;
using EventCluster.Bus.Delivery;
using EventCluster.Bus.Wire;
using MassTransit;
using MassTransit.Transports.Fabric;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.Bus.InMemory;

/// <summary>A broker within this process, over MassTransit's in-memory transport: all parties that are given the same one reach each other. It can be cut off as a fault.</summary>
public sealed class InMemoryBroker : IBroker, IAsyncDisposable
{
    private readonly IBusControl _bus;
    private readonly Lock _lock = new();
    private readonly List<InMemorySession> _sessions = [];
    private readonly Task _start;
    private readonly Queue<Poison> _errors = [];
    private bool _isUp = true;

    /// <summary>Starts it.</summary>
    public InMemoryBroker()
    {
        LogContext.ConfigureCurrentLogContext(NullLoggerFactory.Instance);
        _bus = MassTransit.Bus.Factory.CreateUsingInMemory(_ => { });
        _start = _bus.StartAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public string Name => "memory";

    /// <summary>The last messages that a handler could not digest, oldest first.</summary>
    public IReadOnlyList<Poison> Errors
    {
        get
        {
            lock (_lock)
            {
                return [.. _errors];
            }
        }
    }

    /// <summary>Ends all sessions and lets no new one begin.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _isUp = false;
            _sessions.ForEach(session => session.End("was cut off."));
            _sessions.Clear();
        }
    }

    /// <summary>Lets sessions begin again.</summary>
    public void Restore()
    {
        lock (_lock)
        {
            _isUp = true;
        }
    }

    /// <inheritdoc/>
    public async Task<IBrokerSession> OpenAsync(BusTopology topology, Func<Delivered, ValueTask> deliver, CancellationToken cancellation)
    {
        await _start.WaitAsync(cancellation).ConfigureAwait(false);
        InMemorySession session = new(Name, new(_bus, topology.Names, namesExchange: true), Keep);
        lock (_lock)
        {
            if (!_isUp)
            {
                throw new BrokerAwayException(Name, "is cut off.", isRefusal: false);
            }

            _sessions.Add(session);
        }

        foreach (var queue in topology.Queues)
        {
            var handle = _bus.ConnectReceiveEndpoint(queue.Name, endpoint => Configure((IInMemoryReceiveEndpointConfigurator)endpoint, queue, topology.Names, deliver));
            session.Add(handle);
            await handle.Ready.WaitAsync(cancellation).ConfigureAwait(false);
        }

        return session;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Cut();
        await _start.ConfigureAwait(false);
        await _bus.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private void Keep(Poison poison)
    {
        lock (_lock)
        {
            _errors.Enqueue(poison);
            if (_errors.Count > BusTopology.MostErrors)
            {
                _errors.Dequeue();
            }
        }
    }

    private static void Configure(IInMemoryReceiveEndpointConfigurator endpoint, BusQueue queue, BusNames names, Func<Delivered, ValueTask> deliver)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.ConcurrentMessageLimit = queue.Concurrency;
        foreach (var binding in queue.Bindings)
        {
            endpoint.Bind(names.Exchange(binding.Exchange), Type(binding.Exchange), binding.RoutingKey.Length > 0 ? binding.RoutingKey : null);
        }

        endpoint.ConfigureReceive(receive => receive.UseFilter(new DeliverFilter(queue, deliver)));
    }

    private static ExchangeType Type(BusExchange exchange) => exchange switch
    {
        BusExchange.Events => ExchangeType.Topic,
        BusExchange.Nodes => ExchangeType.Direct,
        _ => ExchangeType.FanOut,
    };
}
