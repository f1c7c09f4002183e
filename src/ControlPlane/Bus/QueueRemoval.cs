using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;
using EventCluster.Domain.State;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;

namespace EventCluster.ControlPlane.Bus;

/// <summary>
/// Deletes the queue of a removed node, a lease after its removal, so that it may still hear of it. Done by the holder of the term; what it misses
/// the broker removes by itself once nobody has consumed the queue for long.
/// </summary>
internal sealed class QueueRemoval : BackgroundService
{
    /// <summary>Most removed nodes whose queues wait to be deleted; what is beyond them expires.</summary>
    internal const int MostWaiting = 1_000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private readonly Queue<(string Node, TimeSpan Due)> _removed = [];
    private readonly Lock _gate = new();
    private readonly Bell _bell;
    private readonly ClusterLog _log;
    private readonly TermHolder _term;
    private readonly BusLink _link;
    private readonly TimeProvider _clock;
    private readonly ILogger<QueueRemoval> _logger;

    /// <summary>Listens to the history.</summary>
    public QueueRemoval(ClusterLog log, TermHolder term, BusLink link, TimeProvider clock, ILogger<QueueRemoval> logger)
    {
        (_log, _term, _link, _clock, _logger, _bell) = (log, term, link, clock, logger, new(clock));
        log.Folded += OnFolded;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>Goes on until cancelled; what is left then expires.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _bell.WaitAsync(LongestWait, stoppingToken);
                while (Next() is var (node, due))
                {
                    await _clock.PauseAsync(due - _clock.Now(), stoppingToken);
                    stoppingToken.ThrowIfCancellationRequested();
                    await RemoveAsync(node);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The instance stops.
        }
    }

    private async Task RemoveAsync(string node)
    {
        // It may have joined again since.
        if (!_log.State.Nodes.ContainsKey(node) && !await _link.DeleteQueueAsync(node, Limit))
        {
            _logger.LogInformation("The queue of the removed node {Node} could not be deleted; the broker removes it when it expires.", node);
        }
    }

    private (string Node, TimeSpan Due)? Next()
    {
        lock (_gate)
        {
            return _removed.TryDequeue(out var next) ? next : null;
        }
    }

    private void OnFolded(Envelope envelope, ClusterState before, ClusterState after)
    {
        if (envelope.Event is not NodeRemoved removed || !_term.IsActive)
        {
            return;
        }

        lock (_gate)
        {
            if (_removed.Count < MostWaiting)
            {
                _removed.Enqueue((removed.Node, _clock.Now() + after.Timings.Lease));
            }
        }

        _bell.Ring();
    }
}
