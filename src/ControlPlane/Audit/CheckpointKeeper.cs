using System.Threading.Channels;
using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Jobs.BuiltIn;
using EventCluster.Domain.Jobs;

namespace EventCluster.ControlPlane.Audit;

/// <summary>Every instance keeps the checkpoints that any of them has made: who cuts the history off would have to reach the files of all.</summary>
internal sealed class CheckpointKeeper : BackgroundService
{
    private readonly Channel<HistoryHead> _made = Channel.CreateBounded<HistoryHead>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Checkpoints _checkpoints;
    private readonly ILogger<CheckpointKeeper> _logger;

    /// <summary>Listens to the runs of jobs.</summary>
    public CheckpointKeeper(RunLedger ledger, Checkpoints checkpoints, ILogger<CheckpointKeeper> logger)
    {
        (_checkpoints, _logger) = (checkpoints, logger);
        ledger.Folded += OnFolded;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var head in _made.Reader.ReadAllAsync(stoppingToken))
            {
                Keep(head);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start folds the runs anew.
        }
    }

    private void Keep(HistoryHead head)
    {
        try
        {
            _checkpoints.Keep(head.Version, head.Hash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.LogError("The checkpoint of version {Version} could not be written down here: {Reason}", head.Version, e.Message);
        }
    }

    private void OnFolded(RunEvent e)
    {
        if (AuditCheckpoint.Recorded(e) is { } head)
        {
            _made.Writer.TryWrite(head);
        }
    }
}
