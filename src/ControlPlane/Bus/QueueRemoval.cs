using System.Threading.Channels;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;
using EventCluster.Domain.State;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Bus;

/// <summary>
/// Deletes the queue of a removed node, a lease after its removal, so that it may still hear of it. Done by the holder of the term; what it misses
/// the broker removes by itself once nobody has consumed the queue for long.
/// </summary>
internal sealed class QueueRemoval : BackgroundService
{
    private const int MostWaiting = 1_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly Channel<(string Node, TimeSpan Due)> _removed =
        Channel.CreateBounded<(string, TimeSpan)>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly ClusterLog _log;
    private readonly TermHolder _term;
    private readonly BusLink _link;
    private readonly TimeProvider _clock;
    private readonly ILogger<QueueRemoval> _logger;

    /// <summary>Listens to the history.</summary>
    public QueueRemoval(ClusterLog log, TermHolder term, BusLink link, TimeProvider clock, ILogger<QueueRemoval> logger)
    {
        (_log, _term, _link, _clock, _logger) = (log, term, link, clock, logger);
        log.Folded += OnFolded;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var (node, due) in _removed.Reader.ReadAllAsync(stoppingToken))
            {
                var wait = due - _clock.Now();
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, _clock, stoppingToken);
                }

                // It may have joined again since.
                if (!_log.State.Nodes.ContainsKey(node) && !await _link.DeleteQueueAsync(node, Limit))
                {
                    _logger.LogInformation("The queue of the removed node {Node} could not be deleted; the broker removes it when it expires.", node);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left expires.
        }
    }

    private void OnFolded(Envelope envelope, ClusterState before, ClusterState after)
    {
        if (envelope.Event is NodeRemoved removed && _term.IsActive)
        {
            _removed.Writer.TryWrite((removed.Node, _clock.Now() + after.Timings.Lease));
        }
    }
}
