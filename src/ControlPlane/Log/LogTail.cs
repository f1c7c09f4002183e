using EventCluster.Domain.History;
using EventCluster.Hosting.Waiting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Log;

/// <summary>Keeps the live fold at the head of the history, whoever appends to it.</summary>
internal sealed class LogTail(ClusterLog log, IStreamStore store, TimeProvider clock, ILogger<LogTail> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>Goes on until cancelled.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        var position = -1L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The head is read first: what is appended during the reading is seen by the next round.
                var head = await store.HeadPositionAsync(stoppingToken);
                await log.CatchUpAsync(stoppingToken);
                position = head;
                await store.WaitAsync(position, Idle, stoppingToken);
            }
            catch (Exception e) when (e is StoreUnavailableException or StoreRefusedException or UnknownEventException)
            {
                logger.LogError("The cluster's history cannot be read: {Reason}", e.Message);
                await clock.PauseAsync(Idle, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
