using System.Text;
using EventCluster.Bus.Connection;
using EventCluster.Bus.Delivery;
using EventCluster.Bus.Trust;

namespace EventCluster.Bus;

/// <summary>The bus over a broker: supervision, seals and counting around whatever moves the bytes.</summary>
public sealed class MessageBus : IMessageBus
{
    private readonly BusCounters _counters = new();
    private readonly Link _link;
    private readonly Publisher _publisher;
    private readonly TimeProvider _clock;
    private readonly ILogger<MessageBus> _log;

    private MessageBus(BusOptions options, TimeProvider clock, ILoggerFactory logs)
    {
        if (options.Queues.Count == 0)
        {
            throw new ArgumentException("A party of the bus consumes at least one queue.", nameof(options));
        }

        _clock = clock;
        _log = logs.CreateLogger<MessageBus>();
        SealKey key = new(options.Key, options.Cluster);
        RejectionLog rejections = new(clock, _log);
        Receiver receiver = new(
            key, _counters,
            rejection =>
            {
                rejections.Add(rejection);
                options.Rejected?.Invoke(rejection);
            },
            poison => _publisher!.KeepAsync(poison), clock, _log);
        _link = new(options.Broker, new(options.Cluster, options.Queues), receiver.ReceiveAsync, _counters, clock, _log);
        _publisher = new(_link, new(key, options.Self, Guid.CreateVersion7(clock.GetUtcNow()), clock), _counters, clock, _log);
        _link.Changed += status => Changed?.Invoke(status);
    }

    /// <inheritdoc/>
    public event Action<BusStatus>? Changed;

    /// <inheritdoc/>
    public BusStatus Status => _link.Status;

    /// <summary>What happened so far.</summary>
    public BusMetrics Metrics => _counters.Snapshot(Status.IsConnected);

    /// <summary>Starts a party's bus. It returns at once and connects by itself.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="clock">The boot clock; it also gives the wall clock, by which messages expire.</param>
    /// <param name="logs">Where it logs.</param>
    /// <exception cref="ArgumentException">There is no queue.</exception>
    public static MessageBus Start(BusOptions options, TimeProvider clock, ILoggerFactory logs)
    {
        MessageBus bus = new(options, clock, logs);
        bus._link.Start();
        return bus;
    }

    /// <inheritdoc/>
    public ValueTask<bool> PublishAsync(BusMessage message, TimeSpan limit)
    {
        Check(message);
        return _publisher.PublishAsync(message, limit);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteQueueAsync(string queue, TimeSpan limit)
    {
        if (_link.Session is not { } live)
        {
            return false;
        }

        try
        {
            using CancellationTokenSource late = new(limit, _clock);
            await live.Session.DeleteQueueAsync(queue, late.Token).WaitAsync(late.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            _log.LogWarning("Queue {Queue} could not be deleted: {Problem}", queue, e.Message);
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static void Check(BusMessage message)
    {
        if (message.Body.Length > BusMessage.LargestBody)
        {
            throw new ArgumentException($"The body has {message.Body.Length} bytes; at most {BusMessage.LargestBody} are allowed.", nameof(message));
        }

        if (message.Expires <= TimeSpan.Zero || message.Expires > BusMessage.LongestExpiry)
        {
            throw new ArgumentException($"The message expires after {message.Expires}; it must be above zero and at most {BusMessage.LongestExpiry}.", nameof(message));
        }

        if (Encoding.UTF8.GetByteCount(message.RoutingKey) > Frame.LongestText || Encoding.UTF8.GetByteCount(message.Kind) > Frame.LongestText)
        {
            throw new ArgumentException($"Routing key and kind may have at most {Frame.LongestText} bytes each.", nameof(message));
        }
    }
}
