using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Leases;
using EventCluster.Hosting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Leadership;

/// <summary>Keeps a term that was won: records it in the history, renews it, and gives it back.</summary>
internal sealed class TermKeeper(
    LeadershipStream stream, TermHolder holder, TermScribe scribe, TermRecord record, OutageKeeper outage, ClusterLog log, TimeProvider clock, ILogger<TermKeeper> logger)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(1);
    private const int RenewalsPerTrim = 100;
    private int _head = -1;
    private int _renewals;
    private Renewal? _pending;

    /// <summary>Begins a term.</summary>
    internal async Task BeginAsync(WonTerm won, CancellationToken cancellation)
    {
        (_head, _pending) = (won.Head, null);
        outage.Begin(won.Others);
        holder.Win(won.Lease);
        logger.LogInformation("Term {Term} begins: {Because}.", won.Lease.Term, won.Because);
        await ActivateAsync(won.Lease.Term, won.Because, cancellation);
    }

    /// <summary>Renews it once, and waits until the next renewal is due.</summary>
    internal async Task KeepAsync(CancellationToken cancellation)
    {
        var term = holder.Won!;
        var holds = term.Holds(clock.Now());
        if (!holds && !holder.IsThroughOutage)
        {
            Lose(TermLoss.NotRenewed, "it was not renewed in time" + outage.Shortfall);
            return;
        }

        if (log.State.Scheduler?.Term > term.Term)
        {
            Lose(TermLoss.Superseded, $"term {log.State.Scheduler.Term} has begun on {log.State.Scheduler.Instance}");
            return;
        }

        if (holds && !holder.IsActive)
        {
            await ActivateAsync(term.Term, "its recording was delayed", cancellation);
        }

        await RenewAsync(term, cancellation);
    }

    /// <summary>Ends the term, so that another instance takes over at once.</summary>
    internal async Task GiveBackAsync(CancellationToken cancellation)
    {
        var (term, hasActed) = (holder.Won!.Term, holder.HasActed);
        holder.Lose(TermLoss.Stopped);
        if (!hasActed)
        {
            // It may be waiting for a promise that an older holder relies on: that is not over with it.
            return;
        }

        try
        {
            await stream.AppendAsync(_head, stream.New(TermEvent.Ended, scribe.Ended(term, "it was stopped in order")), EndLimit, cancellation);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            logger.LogWarning("The end of term {Term} could not be recorded ({Reason}); the next holder waits for its lease.", term, e.Message);
        }
    }

    private async Task ActivateAsync(long term, string because, CancellationToken cancellation)
    {
        if (await record.ActivateAsync(term, because, cancellation) is { } refusal)
        {
            Lose(TermLoss.Superseded, refusal);
            return;
        }

        if (!holder.Act())
        {
            logger.LogInformation("Term {Term} waits for {Left} until a promise of this instance has ended.", term, holder.PromiseLeft());
        }
    }

    private async Task RenewAsync(TermLease term, CancellationToken cancellation)
    {
        var lease = scribe.Timings.SchedulerLease;
        if (_pending is null)
        {
            var others = scribe.Others();
            _pending = new(stream.New(TermEvent.Renewed, scribe.Holding(term.Term, lease, holder.HasActed, others?.Keys)), clock.Now(), lease);
            outage.Offered(others);
        }

        var pending = _pending;
        term = term.Ask(pending.AskedAt, pending.Lease);
        holder.Renew(term);
        int? version;
        try
        {
            var limit = outage.IsReady || holder.IsThroughOutage ? OutageKeeper.Attempt(lease) : term.ValidUntil - clock.Now();
            version = await stream.AppendAsync(_head, pending.Event, limit, cancellation);
        }
        catch (StoreUnavailableException e) when (outage.IsReady)
        {
            await outage.GoOnAsync(term, lease, e.Message, cancellation);
            return;
        }

        if (version is null)
        {
            Lose(TermLoss.TakenOver, "another instance has taken the term over");
            return;
        }

        (_head, _pending) = (version.Value, null);
        outage.Acknowledged();
        holder.Renew(term.Renew(pending.AskedAt, pending.Lease));
        if (!holder.Won!.Holds(clock.Now()))
        {
            // The store has answered at last, too late for this renewal; the next one is due at once.
            return;
        }

        if (++_renewals % RenewalsPerTrim == 1)
        {
            await stream.TrimAsync(clock.GetUtcNow().UtcDateTime, OutageKeeper.Attempt(lease), cancellation);
        }

        await Task.Delay(scribe.Timings.SchedulerRenewal, clock, cancellation);
    }

    private void Lose(TermLoss how, string why)
    {
        logger.LogWarning("Term {Term} is over: {Why}.", holder.Won?.Term, why);
        holder.Lose(how);
    }

    /// <summary>A renewal whose answer is awaited; it is offered again under the same id.</summary>
    private sealed record Renewal(NewEvent Event, TimeSpan AskedAt, TimeSpan Lease);
}
