using System.Collections.Concurrent;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.Leases;
using EventCluster.Domain.State;
using EventCluster.Hosting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>
/// While this instance holds the term: applies the definitions to Quartz, plans what is due, records what nodes report, and gives up what is lost. Everything
/// is decided on the fold of the runs and appended at its version, with the term asked for right before.
/// </summary>
internal sealed class JobKeeper : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AppendLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TrimPace = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, byte> _changed = new(StringComparer.Ordinal);
    private readonly ClusterLog _log;
    private readonly RunLedger _ledger;
    private readonly RunDesk _desk;
    private readonly RunPlanner _planner;
    private readonly QuartzKeeper _quartz;
    private readonly TermHolder _holder;
    private readonly HeartbeatDesk _heartbeats;
    private readonly ControlPlaneSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger<JobKeeper> _logger;
    private long _begun;
    private DateTime _beganAt;
    private TimeSpan _trimmedAt;
    private bool _behind = true;

    /// <summary>Listens to the history for changed jobs.</summary>
    public JobKeeper(
        ClusterLog log, RunLedger ledger, RunDesk desk, RunPlanner planner, QuartzKeeper quartz, TermHolder holder, HeartbeatDesk heartbeats,
        ControlPlaneSettings settings, TimeProvider clock, ILogger<JobKeeper> logger)
    {
        (_log, _ledger, _desk, _planner, _quartz, _holder, _heartbeats) = (log, ledger, desk, planner, quartz, holder, heartbeats);
        (_settings, _clock, _logger) = (settings, clock, logger);
        log.Folded += OnFolded;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Its database is closed with everything else at the end: the term must not wait for that to be given back.
        await _quartz.StandByAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _desk.Bell.WaitAsync(Round, stoppingToken);
                if (_holder.Held is { } term && _log.CaughtUp)
                {
                    await KeepAsync(term, stoppingToken);
                }
                else
                {
                    await _quartz.StandByAsync();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is StoreUnavailableException or StoreRefusedException or UnknownEventException or OperationCanceledException)
            {
                _behind = true;
                _logger.LogWarning("Jobs cannot be scheduled now: {Reason}", e.Message);
                await Task.Delay(Round, _clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task KeepAsync(TermLease term, CancellationToken cancellation)
    {
        if (_behind)
        {
            await _ledger.CatchUpAsync(cancellation);
            _behind = false;
        }

        if (_log.State.Jobs.IsEmpty && _ledger.Book.InFlight.IsEmpty && _ledger.Book.Retries.IsEmpty)
        {
            await _quartz.StandByAsync();
            return;
        }

        if (_begun != term.Term && !await BeginAsync(term.Term, cancellation))
        {
            return;
        }

        await PlanAsync(term.Term, cancellation);
        await _quartz.KeepAsync(_log.State, term.Term, TakeChanged());
        await TrimAsync(term.Term, cancellation);
    }

    /// <summary>Writes the mark that fences older instances, so that nothing of theirs comes after it.</summary>
    private async Task<bool> BeginAsync(long term, CancellationToken cancellation)
    {
        await _ledger.CatchUpAsync(cancellation);
        _desk.BeginTerm();
        _beganAt = _clock.GetUtcNow().UtcDateTime;
        if (_ledger.Book.Term > term || !await MarkAsync(term, cancellation))
        {
            _behind = true;
            return false;
        }

        (_begun, _trimmedAt) = (term, _clock.Now());
        _logger.LogInformation("Jobs are scheduled by {Instance} in term {Term}.", _settings.Instance, term);
        return true;
    }

    private Task<bool> MarkAsync(long term, CancellationToken cancellation)
    {
        var book = _ledger.Book;
        var cursors = _log.State.Jobs.Keys.ToDictionary(name => name, book.Cursor, StringComparer.Ordinal);
        return AppendAsync(term, book, [new SchedulingBegan(_clock.GetUtcNow().UtcDateTime, term, _settings.Instance, cursors)], cancellation);
    }

    /// <summary>Plans and appends until nothing more follows.</summary>
    private async Task PlanAsync(long term, CancellationToken cancellation)
    {
        var due = _planner.TakeDue();
        var reports = _desk.TakeReports();
        for (var again = true; again;)
        {
            var (state, book) = (_log.State, _ledger.Book);
            var events = _planner.Plan(state, book, due, reports, new(term, _beganAt, _clock.GetUtcNow().UtcDateTime, RunPlanner.Tolerance));
            if (events.Count == 0)
            {
                return;
            }

            if (!await AppendAsync(term, book, events, cancellation))
            {
                _behind = true;
                return;
            }

            string[] nodes = [.. events.OfType<RunStarted>().Select(e => e.Node).Distinct(StringComparer.Ordinal)];
            _heartbeats.Signals.Raise(nodes, state.Version);
            again = events.Count >= RunPlanner.LargestBatch;
        }
    }

    private async Task<bool> AppendAsync(long term, RunBook book, IReadOnlyList<RunEvent> events, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AppendLimit);
        return _holder.Held?.Term == term && await _ledger.AppendAsync(book, events, limit.Token);
    }

    private async Task TrimAsync(long term, CancellationToken cancellation)
    {
        if (_clock.Now() - _trimmedAt < TrimPace)
        {
            return;
        }

        // How far each job has come is written anew first, since what told it may be let go.
        if (await MarkAsync(term, cancellation))
        {
            await _ledger.TrimAsync(_clock.GetUtcNow().UtcDateTime, cancellation);
            _desk.ForgetEnded();
            _trimmedAt = _clock.Now();
        }
    }

    private string[] TakeChanged()
    {
        var names = _changed.Keys.ToArray();
        foreach (var name in names)
        {
            _changed.TryRemove(name, out _);
        }

        return names;
    }

    private void OnFolded(Envelope envelope, ClusterState before, ClusterState after)
    {
        switch (envelope.Event)
        {
            case JobRunCancelRequested cancel:
                if (_ledger.Book.Find(cancel.Job, cancel.Run)?.Node is { } node)
                {
                    _heartbeats.Signals.Raise([node], envelope.Version);
                }

                break;
            case JobEvent e:
                _changed[e.Job] = 0;
                _desk.Bell.Ring();
                break;
            case SchedulerActivated:
                _desk.Bell.Ring();
                break;
            default:
                break;
        }
    }
}
