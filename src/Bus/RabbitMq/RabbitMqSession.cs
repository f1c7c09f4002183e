using EventCluster.Bus.Connection;
using EventCluster.Bus.Delivery;
using EventCluster.Bus.Settings;
using EventCluster.Bus.Wire;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventCluster.Bus.RabbitMq;

/// <summary>One run of MassTransit over one connection. It is not allowed a second one: the link makes a new run instead.</summary>
internal sealed class RabbitMqSession : IBrokerSession
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);

    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Connections _connections;
    private readonly BrokerHost _host;
    private readonly IBusControl _bus;
    private readonly Senders _senders;
    private volatile string? _blocked;
    private int _opened;

    private RabbitMqSession(Connections connections, BrokerHost host, BusTopology topology, Func<Delivered, ValueTask> deliver)
    {
        (_connections, _host) = (connections, host);

        // What matters of its log is in the status; the rest would be stack traces at each attempt.
        LogContext.ConfigureCurrentLogContext(NullLoggerFactory.Instance);
        _bus = RabbitMqBusFactory.Create(configurator => Configure(configurator, topology, deliver));
        _senders = new(_bus, topology.Names, namesExchange: false);
    }

    public event Action? BlockedChanged;

    public string Broker => _host.ToString();

    public Task<string> Ended => _ended.Task;

    public string? Blocked => _blocked;

    internal static async Task<IBrokerSession> OpenAsync(
        Connections connections, BrokerHost host, BusTopology topology, Func<Delivered, ValueTask> deliver, CancellationToken cancellation)
    {
        RabbitMqSession session = new(connections, host, topology, deliver);
        try
        {
            await session.StartAsync(cancellation).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task SendAsync(BusExchange exchange, string routingKey, byte[] frame, TimeSpan expires, CancellationToken cancellation) =>
        _senders.SendAsync(exchange, routingKey, frame, expires, cancellation);

    public Task SendAsync(Poison poison, CancellationToken cancellation) => _senders.SendAsync(poison, cancellation);

    public async Task DeleteQueueAsync(string queue, CancellationToken cancellation)
    {
        await using var connection = await _connections.Factory(_host).CreateConnectionAsync(cancellation).ConfigureAwait(false);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
        await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, noWait: false, cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        End("was closed.");
        using CancellationTokenSource limit = new(StopLimit);
        await _bus.StopAsync(limit.Token).ConfigureAwait(false);
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        var start = _bus.StartAsync(limit.Token);
        await Task.WhenAny(start, Ended).WaitAsync(limit.Token).ConfigureAwait(false);
        if (Ended.IsCompleted)
        {
            throw new BrokerAwayException(Broker, await Ended.ConfigureAwait(false), isRefusal: false);
        }

        await start.ConfigureAwait(false);
    }

    private void Configure(IRabbitMqBusFactoryConfigurator configurator, BusTopology topology, Func<Delivered, ValueTask> deliver)
    {
        configurator.Host(_host.Name, (ushort)_host.Port, _connections.Settings.VirtualHost, _connections.Client, host =>
        {
            host.PublisherConfirmation = true;
            host.Heartbeat(Connections.Heartbeat);
            host.RequestedConnectionTimeout(Connections.AnswerLimit);
            host.ContinuationTimeout(Connections.AnswerLimit);
            host.OnRefreshConnectionFactory = factory =>
            {
                if (Interlocked.Exchange(ref _opened, 1) != 0)
                {
                    throw new InvalidOperationException("A session with the broker has one connection.");
                }

                _connections.Apply(factory, _host);
                return Task.CompletedTask;
            };
        });
        foreach (var queue in topology.Queues)
        {
            configurator.ReceiveEndpoint(queue.Name, endpoint =>
            {
                ConsumedQueue.Configure(endpoint, queue, topology.Names, deliver, Watch);
                endpoint.ConnectReceiveEndpointObserver(new EndpointEnd(queue.Name, End));
            });
        }
    }

    private void Watch(RabbitMQ.Client.IConnection connection)
    {
        connection.ConnectionShutdownAsync += (_, reason) => Do(() => End(Problem.Closed(reason)));
        connection.ConnectionBlockedAsync += (_, blocked) => Do(() => Block($"takes no messages at the moment: {blocked.Reason}. See the broker's alarms for memory and disk."));
        connection.ConnectionUnblockedAsync += (_, _) => Do(() => Block(null));
        if (!connection.IsOpen)
        {
            End(connection.CloseReason is { } reason ? Problem.Closed(reason) : "has ended the connection.");
        }
    }

    private void Block(string? why)
    {
        _blocked = why;
        BlockedChanged?.Invoke();
    }

    private void End(string problem) => _ended.TrySetResult(problem);

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
