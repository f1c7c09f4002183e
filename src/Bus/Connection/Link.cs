using EventCluster.Bus.Delivery;
using EventCluster.Hosting;

namespace EventCluster.Bus.Connection;

/// <summary>
/// Keeps one session with the broker alive, for ever: while it is away every host is tried each second, and a session that ends in any way is thrown away and
/// replaced by a fresh one that declares everything anew.
/// </summary>
internal sealed class Link : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    // Nothing but somebody's change helps then; within the ten seconds in which everything shall be back after it.
    private static readonly TimeSpan RefusedPace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    private readonly IBroker _broker;
    private readonly BusTopology _topology;
    private readonly Func<Delivered, ValueTask> _deliver;
    private readonly BusCounters _counters;
    private readonly TimeProvider _clock;
    private readonly ILogger<MessageBus> _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private volatile BusStatus _status;
    private volatile LiveSession? _live;
    private Task _run = Task.CompletedTask;

    internal Link(IBroker broker, BusTopology topology, Func<Delivered, ValueTask> deliver, BusCounters counters, TimeProvider clock, ILogger<MessageBus> log)
    {
        (_broker, _topology, _deliver, _counters, _clock, _log) = (broker, topology, deliver, counters, clock, log);
        _status = new(false, broker.Name, "is being connected for the first time.", clock.Now());
    }

    internal event Action<BusStatus>? Changed;

    internal BusStatus Status => _status;

    /// <summary>The session while messages can be published.</summary>
    internal LiveSession? Session => _live is { Session.Blocked: null } live ? live : null;

    internal void Start() => _run = Task.Run(RunAsync, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _run.ConfigureAwait(false);
            _stop.Dispose();
        }
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var began = _clock.Now();
            var pace = await RunOnceAsync().ConfigureAwait(false);
            await WaitAsync(began + pace - _clock.Now()).ConfigureAwait(false);
        }

        SetAway(_status.Broker, "was closed.");
    }

    private async Task WaitAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time > TimeSpan.Zero ? time : TimeSpan.Zero, _clock, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The bus is being closed.
        }
    }

    /// <summary>One session, or one vain attempt.</summary>
    /// <returns>When the next one may begin, from the beginning of this one.</returns>
    private async Task<TimeSpan> RunOnceAsync()
    {
        try
        {
            var session = await _broker.OpenAsync(_topology, _deliver, _stop.Token).ConfigureAwait(false);
            await HoldAsync(session).ConfigureAwait(false);
            return Pace;
        }
        catch (BrokerAwayException e)
        {
            SetAway(e.Broker, e.Message);
            return e.IsRefusal ? RefusedPace : Pace;
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            return Pace;
        }
        catch (Exception e)
        {
            _log.LogDebug(e, "An attempt to connect the bus failed.");
            SetAway(_broker.Name, $"cannot be used: {e.Message}");
            return Pace;
        }
    }

    private async Task HoldAsync(IBrokerSession session)
    {
        var live = new LiveSession(session, _clock);
        void Show() => ShowBlocked(live);
        session.BlockedChanged += Show;
        try
        {
            _counters.Connected();
            _live = live;
            Show();
            var problem = await Task.WhenAny(session.Ended, live.Unconfirmed).WaitAsync(_stop.Token).ConfigureAwait(false);
            End(live, session.Broker, await problem.ConfigureAwait(false));
        }
        finally
        {
            session.BlockedChanged -= Show;
            End(live, session.Broker, "was closed.");
            await CloseAsync(session).ConfigureAwait(false);
        }
    }

    private void End(LiveSession live, string broker, string problem)
    {
        if (_live == live)
        {
            _live = null;
            live.End();
            SetAway(broker, problem);
        }
    }

    private async Task CloseAsync(IBrokerSession session)
    {
        try
        {
            await session.DisposeAsync().AsTask().WaitAsync(CloseLimit, _clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // It cannot reconnect, so whatever is left of it does nothing.
            _log.LogDebug(e, "A session with the broker could not be closed cleanly.");
        }
    }

    private void ShowBlocked(LiveSession live)
    {
        var blocked = live.Session.Blocked;
        Set(new(blocked is null, live.Session.Broker, blocked, _clock.Now()), live);
    }

    private void SetAway(string broker, string problem) => Set(new(false, broker, problem, _clock.Now()));

    /// <param name="status">The new status.</param>
    /// <param name="of">The session that says so; nothing happens when it is over. Null where no session says it.</param>
    private void Set(BusStatus status, LiveSession? of = null)
    {
        lock (_lock)
        {
            if (of is not null && _live != of)
            {
                return;
            }

            var last = _status;
            status = status.IsConnected == last.IsConnected ? status with { Since = last.Since } : status;
            if (status == last)
            {
                return;
            }

            _status = status;
        }

        if (status.IsConnected)
        {
            _log.LogInformation("The bus is connected to {Broker}.", status.Broker);
        }
        else
        {
            _log.Log(_stop.IsCancellationRequested ? LogLevel.Debug : LogLevel.Warning, "The bus is away: {Broker} {Problem}", status.Broker, status.Problem);
        }

        try
        {
            Changed?.Invoke(status);
        }
        catch (Exception e)
        {
            _log.LogError("A listener to the bus's status failed: {Problem}", e.Message);
        }
    }
}
