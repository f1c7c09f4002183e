using EventCluster.Bus;
using EventCluster.ControlPlane.Log;

namespace EventCluster.ControlPlane.Bus;

/// <summary>Opens the bus once this instance serves and the cluster has its name, and closes it at the end. Neither start nor stop waits for the broker.</summary>
internal sealed class BusHost(
    OpenBus open, BusLink link, InstanceQueues queues, ForeignKeys keys, ClusterLog log, IHostApplicationLifetime lifetime, TimeProvider clock, ILoggerFactory logs) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromMilliseconds(500);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (link.Bus is { } bus)
        {
            try
            {
                await bus.DisposeAsync().AsTask().WaitAsync(CloseLimit, clock, cancellationToken);
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                logs.CreateLogger<BusHost>().LogInformation("The bus was not closed in time; the broker notices by itself.");
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!lifetime.ApplicationStarted.IsCancellationRequested || log.State.Name.Length == 0)
            {
                await Task.Delay(Round, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        BusNames names = new(log.State.Name);
        link.Use(open(log.State.Name, queues.Of(names), keys.Note, logs), names);
    }
}
