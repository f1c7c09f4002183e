using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Commands;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Leadership;

/// <summary>Records in the history that a term has begun, which fences every older one.</summary>
internal sealed class TermRecord(
    ClusterLog log, RunLedger runs, CommandHandler commands, ControlPlaneSettings settings, Func<Guid> newId, TimeProvider clock, ILogger<TermRecord> logger)
{
    /// <summary>Records it, and knows afterwards all that a holder must know. Null, or why the term cannot begin.</summary>
    internal async Task<string?> ActivateAsync(long term, string because, CancellationToken cancellation)
    {
        await log.CatchUpAsync(cancellation);
        await SendAsync(new CreateCluster(settings.ClusterName, settings.Profile), cancellation);
        var outcome = await SendAsync(new ActivateScheduler(term, settings.Instance, settings.Address, because), cancellation);
        if (outcome.Refusal is not { } refusal)
        {
            await ReadRunsAsync(cancellation);
            return null;
        }

        // Recorded already, when what came after it could not be done at once.
        if (log.State.Scheduler is { } last && last.Term == term && last.Instance == settings.Instance)
        {
            await ReadRunsAsync(cancellation);
            return null;
        }

        return refusal.Why;
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

    private Task<CommandOutcome> SendAsync(ClusterCommand command, CancellationToken cancellation) => commands.HandleAsync(
        command, new(newId(), newId(), $"system:{settings.Instance}", null, null, clock.GetUtcNow().UtcDateTime), CommandOptions.None, cancellation);
}
