using EventCluster.Domain.History;
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
        if (holder.Won is not null)
        {
            await keeper.GiveBackAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
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
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
