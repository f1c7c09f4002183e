using EventCluster.Bus;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;

namespace EventCluster.ControlPlane.Bus;

/// <summary>Opens this instance's bus. The process gives RabbitMQ's, tests give one in memory.</summary>
/// <param name="cluster">Name of the cluster.</param>
/// <param name="queues">What is consumed.</param>
/// <param name="rejected">Gets what was refused.</param>
/// <param name="logs">Where it logs.</param>
internal delegate IMessageBus OpenBus(string cluster, IReadOnlyList<BusQueue> queues, Action<BusRejection> rejected, ILoggerFactory logs);

/// <summary>This instance's bus, as all that speak over it see it: away until it is opened, which needs the name of the cluster.</summary>
internal sealed class BusLink(TimeProvider clock)
{
    private readonly BusStatus _unopened = new(false, "the broker", "is not connected yet.", clock.Now());
    private readonly News _changed = new(clock);
    private volatile Opened? _opened;

    /// <summary>How it stands with the broker.</summary>
    internal BusStatus Status => _opened?.Bus.Status ?? _unopened;

    /// <summary>The bus; null before it is opened.</summary>
    internal IMessageBus? Bus => _opened?.Bus;

    /// <summary>For how long the status has been as it is.</summary>
    internal TimeSpan StatusAge => clock.Now() - Status.Since;

    /// <summary>A time after which a message may be dropped, within what a message may have.</summary>
    internal static TimeSpan Expiry(TimeSpan wanted) => wanted < BusMessage.LongestExpiry ? wanted : BusMessage.LongestExpiry;

    /// <summary>Takes the opened bus into use.</summary>
    internal void Use(IMessageBus bus, BusNames names)
    {
        bus.Changed += _ => _changed.Tell();
        _opened = new(bus, names);
        _changed.Tell();
    }

    /// <summary>Publishes; false where it was not confirmed in time, or the bus is away.</summary>
    internal ValueTask<bool> PublishAsync(BusMessage message, TimeSpan limit) => _opened is { } opened ? opened.Bus.PublishAsync(message, limit) : ValueTask.FromResult(false);

    /// <summary>Deletes the queue of a node; true when it is certainly gone.</summary>
    internal Task<bool> DeleteQueueAsync(string node, TimeSpan limit) =>
        _opened is { } opened ? opened.Bus.DeleteQueueAsync(opened.Names.Node(node), limit) : Task.FromResult(false);

    /// <summary>Waits until the bus is connected, at most for a time.</summary>
    internal ValueTask<bool> WaitConnectedAsync(TimeSpan longest, CancellationToken cancellation) => _changed.WaitAsync(() => Status.IsConnected, longest, cancellation);

    private sealed record Opened(IMessageBus Bus, BusNames Names);
}
