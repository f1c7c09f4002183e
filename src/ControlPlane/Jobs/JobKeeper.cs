using System.Collections.Concurrent;
using EventCluster.Contracts.Jobs;
using EventCluster.ControlPlane.Jobs.BuiltIn;
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
    private static readonly TimeSpan TrimPace = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, byte> _changed = new(StringComparer.Ordinal);
    private readonly ClusterLog _log;
    private readonly RunLedger _ledger;
    private readonly RunWriter _writer;
    private readonly JobCounters _counters;
    private readonly RunDesk _desk;
    private readonly OwnRuns _own;
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
        ClusterLog log, RunLedger ledger, RunWriter writer, JobCounters counters, RunDesk desk, OwnRuns own, RunPlanner planner, QuartzKeeper quartz, TermHolder holder,
        HeartbeatDesk heartbeats, ControlPlaneSettings settings, TimeProvider clock, ILogger<JobKeeper> logger)
    {
        (_log, _ledger, _writer, _counters, _desk, _own, _planner) = (log, ledger, writer, counters, desk, own, planner);
        (_quartz, _holder, _heartbeats) = (quartz, holder, heartbeats);
        (_settings, _clock, _logger) = (settings, clock, logger);
        log.Folded += OnFolded;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _own.End();
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
                    _own.End();
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
        if (_ledger.Book.Term > term || !await _writer.MarkAsync(term, cancellation))
        {
            _behind = true;
            return false;
        }

        (_begun, _trimmedAt) = (term, _clock.Now());
        _logger.LogInformation("Jobs are scheduled by {Instance} in term {Term}.", _settings.Instance, term);
        return true;
    }

    /// <summary>Plans and appends until nothing more follows.</summary>
    private async Task PlanAsync(long term, CancellationToken cancellation)
    {
        var due = _planner.TakeDue();
        IReadOnlyList<(string, RunReport)> reports = [.. _desk.TakeReports(), .. _own.Keep(_ledger.Book, _log.State, term)];
        for (var again = true; again;)
        {
            var (state, book) = (_log.State, _ledger.Book);
            var events = _planner.Plan(state, book, due, reports, new(term, _beganAt, _clock.GetUtcNow().UtcDateTime, RunPlanner.Tolerance, _own.Place));
            if (events.Count == 0)
            {
                return;
            }

            if (!await _writer.AppendAsync(term, book, events, cancellation))
            {
                _behind = true;
                return;
            }

            _counters.Count(events);
            string[] nodes = [.. events.OfType<RunStarted>().Select(e => e.Node).Where(name => !RunPlace.IsInstance(name)).Distinct(StringComparer.Ordinal)];
            _heartbeats.Signals.Raise(nodes, state.Version);
            again = events.Count >= RunPlanner.LargestBatch;
        }
    }

    /// <summary>A job lets runs go by age; their number is bounded even while it is paused.</summary>
    private async Task TrimAsync(long term, CancellationToken cancellation)
    {
        if (_clock.Now() - _trimmedAt >= TrimPace && await _writer.TrimAsync(term, new(MaxCount: BuiltInJobs.RunCount.Most), cancellation) is not null)
        {
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
