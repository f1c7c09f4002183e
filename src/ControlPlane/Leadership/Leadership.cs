using EventCluster.Domain.History;
using EventCluster.Hosting.Waiting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Leadership;

/// <summary>
/// Watches the term, takes it over when its holder has certainly stopped, renews it, and gives it back. At no instant do two instances hold one:
/// a holder counts its validity from before it asked, a watcher waits for the same lease and the drift allowance from when it saw the answer.
/// </summary>
internal sealed class Leadership(TermHolder holder, TermSeeker seeker, TermKeeper keeper, TimeProvider clock, ILogger<Leadership> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await GiveBackAsync(cancellationToken);
    }

    /// <summary>Ends the term, if there is one, so that another instance takes over at once. Only after the end of <see cref="RunAsync"/>.</summary>
    internal Task GiveBackAsync(CancellationToken cancellation) => holder.Won is null ? Task.CompletedTask : keeper.GiveBackAsync(cancellation);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>Goes on until cancelled.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (holder.Won is not null)
                {
                    await keeper.KeepAsync(stoppingToken);
                }
                else if (await seeker.SeekAsync(stoppingToken) is { } won)
                {
                    await keeper.BeginAsync(won, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException or StoreRefusedException or UnknownEventException)
            {
                logger.LogWarning("Leadership cannot be read or written: {Reason}", e.Message);
                await clock.PauseAsync(Pause, stoppingToken);
            }
        }
    }
}
