using EventCluster.Bus;
using EventCluster.Hosting;
using EventCluster.Simulation.Tests.Kernel;

namespace EventCluster.Simulation.Tests.Bus;

/// <summary>One party's bus over the simulated broker. Messages are not sealed: how they are carried is what is simulated.</summary>
internal sealed class SimulatedBus : IMessageBus
{
    /// <summary>Most publishes under way, as in the product.</summary>
    internal const int MostOutstanding = 1024;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private readonly Scheduler _scheduler;
    private readonly Broker _broker;
    private readonly SimulatedProcess _process;
    private readonly string _machine;
    private readonly BusParty _party;
    private readonly IReadOnlyList<BusQueue> _queues;
    private readonly TimeProvider _clock;
    private readonly Action _delivered;
    private Connection? _connection;
    private bool _isClosed;

    /// <summary>Starts it; it connects by itself. Made in the process.</summary>
    /// <param name="scheduler">The world's time.</param>
    /// <param name="broker">The broker.</param>
    /// <param name="process">The party's process.</param>
    /// <param name="machine">Where it runs.</param>
    /// <param name="party">Who publishes.</param>
    /// <param name="queues">What is consumed.</param>
    /// <param name="clock">The party's clock.</param>
    /// <param name="delivered">Called after a message was handled.</param>
    internal SimulatedBus(
        Scheduler scheduler, Broker broker, SimulatedProcess process, string machine, BusParty party, IReadOnlyList<BusQueue> queues, TimeProvider clock, Action delivered)
    {
        (_scheduler, _broker, _process, _machine, _party, _queues, _clock, _delivered) = (scheduler, broker, process, machine, party, queues, clock, delivered);
        Status = new(false, Broker.Machine, "is being connected for the first time.", clock.Now());
        ConnectAfter(broker.ConnectTime());
    }

    /// <inheritdoc/>
    public event Action<BusStatus>? Changed;

    /// <inheritdoc/>
    public BusStatus Status { get; private set; }

    /// <summary>Publishes under way.</summary>
    internal int Outstanding => _connection?.Publishes.Count ?? 0;

    /// <inheritdoc/>
    public ValueTask<bool> PublishAsync(BusMessage message, TimeSpan limit)
    {
        if (message.Body.Length > BusMessage.LargestBody || message.Expires <= TimeSpan.Zero || message.Expires > BusMessage.LongestExpiry)
        {
            throw new ArgumentException($"The message has {message.Body.Length} bytes and expires after {message.Expires}.", nameof(message));
        }

        if (limit <= TimeSpan.Zero || _connection is not { } connection || connection.Publishes.Count >= MostOutstanding)
        {
            return new(false);
        }

        Publish publish = new(_scheduler, _broker, connection, _party, message, _scheduler.Now + limit);
        publish.Send();
        return new(publish.Ended);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteQueueAsync(string queue, TimeSpan limit)
    {
        if (_connection is not { } connection || connection.Up.Carry() is not { } at)
        {
            return false;
        }

        TaskCompletionSource<bool> done = new();
        _scheduler.At(at, () =>
        {
            if (connection is { IsServed: true })
            {
                _broker.Delete(queue);
            }

            var answered = connection is { IsServed: true } ? connection.Down.Carry() : null;
            var isKnown = answered <= _scheduler.Now + limit;
            _scheduler.At(isKnown ? answered!.Value : _scheduler.Now + limit, _process, _ => done.TrySetResult(isKnown), null);
        });
        return await done.Task;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _isClosed = true;
        if (_connection is { } connection)
        {
            _broker.Forget(connection);
            connection.Lose("was closed.");
        }

        return ValueTask.CompletedTask;
    }

    private void ConnectAfter(TimeSpan time) => _scheduler.At(_scheduler.Now + time, _process, static bus => ((SimulatedBus)bus!).Connect(), this);

    private void Connect()
    {
        if (_isClosed || _connection is not null)
        {
            return;
        }

        _connection = _broker.Connect(_machine, _process, _queues, _delivered, Lost);
        if (_connection is not null)
        {
            Become(new(true, Broker.Machine, null, _clock.Now()));
        }
        else
        {
            ConnectAfter(Pace);
        }
    }

    private void Lost(string problem)
    {
        // A party that gives a connection up closes it; the broker may not hear of it.
        if (_connection is { Up.IsOpen: true } connection)
        {
            _broker.Forget(connection);
        }

        _connection = null;
        Become(new(false, Broker.Machine, problem, _clock.Now()));
        ConnectAfter(Pace);
    }

    private void Become(BusStatus status)
    {
        Status = status;
        Changed?.Invoke(status);
    }
}
