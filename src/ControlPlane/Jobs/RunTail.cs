using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>Keeps the live fold of the runs at the head of their stream, whoever appends to it.</summary>
internal sealed class RunTail(RunLedger ledger, IStreamStore store, TimeProvider clock, ILogger<RunTail> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var head = await store.HeadPositionAsync(stoppingToken);
                await ledger.CatchUpAsync(stoppingToken);
                await Task.Delay(Pace, clock, stoppingToken);
                await store.WaitAsync(head, Idle, stoppingToken);
            }
            catch (Exception e) when (e is StoreUnavailableException or StoreRefusedException)
            {
                logger.LogError("The runs of jobs cannot be read: {Reason}", e.Message);
                await Task.Delay(Idle, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
