using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Commands;
using EventCluster.Domain.Leases;
using EventCluster.Domain.Settings;
using EventCluster.Hosting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Leadership;

/// <summary>
/// Watches the term, takes it over when its holder has certainly stopped, renews it, and gives it back. At no instant do two instances hold one:
/// a holder counts its validity from before it asked, a watcher waits for the same lease and the drift allowance from when it saw the answer.
/// </summary>
internal sealed class Leadership(
    LeadershipStream stream, TermHolder holder, ClusterLog log, RunLedger runs, CommandHandler commands, ControlPlaneSettings settings, HomeLock home, TimeProvider clock,
    ILogger<Leadership> logger) : BackgroundService
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestGlance = TimeSpan.FromMilliseconds(250);
    private const int RenewalsPerTrim = 100;

    private TermWatch _watch = TermWatch.Empty;
    private int _head = -1;
    private int _renewals;
    private long _won;

    private Timings Timings => log.State.Timings;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (holder.Won is { } term)
        {
            holder.Lose();
            try
            {
                await stream.AppendAsync(_head, TermEvent.Ended, Describe(term.Term, TimeSpan.Zero, "it was stopped in order"), EndLimit, cancellationToken);
            }
            catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
            {
                logger.LogWarning("The end of term {Term} could not be recorded ({Reason}); the next holder waits for its lease.", term.Term, e.Message);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (holder.Won is null)
                {
                    await WatchAsync(stoppingToken);
                }
                else
                {
                    await HoldAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException or StoreRefusedException or Domain.History.UnknownEventException)
            {
                logger.LogWarning("Leadership cannot be read or written: {Reason}", e.Message);
                await Task.Delay(LongestGlance, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        if (!log.CaughtUp)
        {
            await log.CatchUpAsync(cancellation);
        }

        var head = await stream.HeadAsync(Timings.SchedulerLease, cancellation);
        _watch = LeadershipStream.See(_watch, head, clock.Now());
        var before = head?.Event;
        // The lock on our home tells that the process which held that term is dead.
        var ours = before is not null && before.Instance == settings.Instance && before.Home == home.Identity;
        if (ours || _watch.MayTakeOver(clock.Now(), Timings.Drift))
        {
            await TakeOverAsync(head?.Version ?? -1, before, ours, cancellation);
        }
        else
        {
            await Task.Delay(Shorter(Timings.SchedulerRenewal / 4, LongestGlance), clock, cancellation);
        }
    }

    private async Task TakeOverAsync(int head, TermEvent? before, bool ours, CancellationToken cancellation)
    {
        var lease = Timings.SchedulerLease;
        var askedAt = clock.Now();
        var term = (before?.Term ?? 0) + 1;
        var because = Because(before, ours);
        if (await stream.AppendAsync(head, TermEvent.Started, Describe(term, lease), lease, cancellation) is not { } version)
        {
            return;
        }

        (_head, _won) = (version, term);
        holder.Win(TermLease.Start(term, askedAt, lease, clock.Now()));
        logger.LogInformation("Term {Term} begins on {Instance}.", term, settings.Instance);
        await ActivateAsync(term, because, cancellation);
    }

    private async Task ActivateAsync(long term, string because, CancellationToken cancellation)
    {
        await log.CatchUpAsync(cancellation);
        await SendAsync(new CreateCluster(settings.ClusterName, settings.Profile), cancellation);
        var outcome = await SendAsync(new ActivateScheduler(term, settings.Instance, settings.Address, because), cancellation);
        if (outcome.Refusal is { } refusal)
        {
            Lose(refusal.Why);
            return;
        }

        await ReadRunsAsync(cancellation);
        holder.Act();
    }

    /// <summary>A node ends a run that an answer leaves out, so all of them are known before the first answer.</summary>
    private async Task ReadRunsAsync(CancellationToken cancellation)
    {
        try
        {
            await runs.CatchUpAsync(cancellation);
        }
        catch (StoreRefusedException e)
        {
            // Deciding about nodes must not wait for somebody to mend the runs of jobs.
            logger.LogError("The runs of jobs cannot be read: {Reason}", e.Message);
        }
    }

    private async Task HoldAsync(CancellationToken cancellation)
    {
        var term = holder.Won!;
        var lease = Timings.SchedulerLease;
        if (!term.Holds(clock.Now()))
        {
            Lose("it was not renewed in time");
            return;
        }

        if (log.State.Scheduler?.Term > term.Term)
        {
            Lose($"term {log.State.Scheduler.Term} has begun on {log.State.Scheduler.Instance}");
            return;
        }

        if (!holder.IsActive)
        {
            await ActivateAsync(term.Term, "its recording was delayed", cancellation);
        }

        var askedAt = clock.Now();
        term = term.Ask(askedAt, lease);
        holder.Renew(term);
        var limit = term.ValidUntil - askedAt;
        if (await stream.AppendAsync(_head, TermEvent.Renewed, Describe(term.Term, lease), limit, cancellation) is not { } version)
        {
            Lose("another instance has taken the term over");
            return;
        }

        _head = version;
        holder.Renew(term.Renew(askedAt, lease));
        if (++_renewals % RenewalsPerTrim == 1)
        {
            await stream.TrimAsync(clock.GetUtcNow().UtcDateTime, cancellation);
        }

        await Task.Delay(Timings.SchedulerRenewal, clock, cancellation);
    }

    private void Lose(string why)
    {
        logger.LogWarning("Term {Term} of {Instance} is over: {Why}.", holder.Won?.Term, settings.Instance, why);
        holder.Lose();
    }

    private Task<CommandOutcome> SendAsync(ClusterCommand command, CancellationToken cancellation)
    {
        var context = new CommandContext(
            Guid.CreateVersion7(), Guid.CreateVersion7(), $"system:{settings.Instance}", null, null, clock.GetUtcNow().UtcDateTime);
        return commands.HandleAsync(command, context, CommandOptions.None, cancellation);
    }

    private TermEvent Describe(long term, TimeSpan lease, string? because = null) =>
        new(term, settings.Instance, settings.Address, home.Identity, lease, because);

    private string Because(TermEvent? before, bool ours) => before switch
    {
        null => "there was no term before",
        { Because: { } why } => $"term {before.Term} of {before.Instance} ended: {why}",
        _ when ours && before.Term == _won => $"term {before.Term} was this process's own, and was not renewed in time",
        _ when ours => $"term {before.Term} was of an earlier process of this instance, which is dead",
        _ => $"term {before.Term} of {before.Instance} was not renewed within its lease of {before.Lease.TotalSeconds} s",
    };

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
