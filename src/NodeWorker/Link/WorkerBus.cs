using EventCluster.Bus;

namespace EventCluster.NodeWorker.Link;

/// <summary>
/// The worker's bus, which exists only once a join has told the cluster's name. Until then it is simply away. Making it takes time, so that is done beside
/// everything else, and neither a start nor a stop waits for it.
/// </summary>
/// <param name="connect">Makes the bus of a cluster; it connects by itself.</param>
public sealed class WorkerBus(Func<string, IMessageBus> connect) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private volatile IMessageBus? _bus;
    private Task _making = Task.CompletedTask;
    private string? _cluster;
    private bool _ended;

    /// <summary>Raised after each change of <see cref="Status"/>, on any thread; handlers return at once.</summary>
    public event Action<BusStatus>? Changed;

    /// <summary>How it stands; null before the first join.</summary>
    public BusStatus? Status => _bus?.Status;

    /// <summary>What happened on it; null before the first join.</summary>
    public BusMetrics? Metrics => (_bus as MessageBus)?.Metrics;

    /// <summary>Joins the bus of a cluster. Nothing happens when that is the one in use.</summary>
    public void Join(string cluster)
    {
        lock (_gate)
        {
            if (!_ended && _cluster != cluster)
            {
                _cluster = cluster;
                _making = ReplaceAsync(_making, cluster);
            }
        }
    }

    /// <summary>See <see cref="IMessageBus.PublishAsync"/>.</summary>
    public ValueTask<bool> PublishAsync(BusMessage message, TimeSpan limit) => _bus?.PublishAsync(message, limit) ?? ValueTask.FromResult(false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task making;
        lock (_gate)
        {
            _ended = true;
            making = _making;
        }

        await making.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync();
    }

    private async Task ReplaceAsync(Task before, string cluster)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await EndAsync();
        var bus = connect(cluster);
        bus.Changed += Tell;
        _bus = bus;

        // It may have connected before anybody listened. That it is still away is no news, and may be none any more when it is told.
        if (bus.Status is { IsConnected: true } status)
        {
            Tell(status);
        }
    }

    private async ValueTask EndAsync()
    {
        if (_bus is { } bus)
        {
            bus.Changed -= Tell;
            _bus = null;
            await bus.DisposeAsync();
        }
    }

    private void Tell(BusStatus status) => Changed?.Invoke(status);
}
