using System.Text.Json;
using System.Threading.Channels;
using EventCluster.Contracts.Nodes;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Jobs;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>
/// Appends heartbeats to the stream <c>heartbeats</c> in batches. They are events but not history: no answer waits for them, and
/// when they come faster than the store takes them the oldest are dropped and counted.
/// </summary>
public sealed class HeartbeatRecorder : BackgroundService
{
    /// <summary>Name of the stream.</summary>
    public const string Stream = "heartbeats";

    /// <summary>Name of its events.</summary>
    public const string EventType = "HeartbeatReceived";

    private const int Capacity = 16_384;
    private const int LargestBatch = 1_000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AppendLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);
    private readonly Channel<(string Node, NodeSight Sight)> _waiting;
    private readonly IStreamStore _store;
    private readonly StreamTrimmer _trimmer;
    private readonly Func<Guid> _newId;
    private readonly TimeProvider _clock;
    private readonly ILogger<HeartbeatRecorder> _logger;
    private long _dropped;

    /// <summary>Nothing is recorded before it is started.</summary>
    public HeartbeatRecorder(IStreamStore store, StreamTrimmer trimmer, Func<Guid> newId, TimeProvider clock, ILogger<HeartbeatRecorder> logger)
    {
        (_store, _trimmer, _newId, _clock, _logger) = (store, trimmer, newId, clock, logger);
        var options = new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _waiting = Channel.CreateBounded<(string, NodeSight)>(options, _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Heartbeats that were answered but not recorded.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes a heartbeat to be recorded soon.</summary>
    public void Record(string node, NodeSight sight) => _waiting.Writer.TryWrite((node, sight));

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>Goes on until cancelled.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        TimeSpan? trimmed = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _waiting.Reader.WaitToReadAsync(stoppingToken);
                await Task.Delay(Gathering, _clock, stoppingToken);
                await AppendAsync(stoppingToken);
                if (trimmed is null || _clock.Now() - trimmed >= TrimInterval)
                {
                    // A job lets them go by age; their number is bounded even while it is paused.
                    await _trimmer.TrimAsync(Stream, new(MaxCount: BuiltInJobs.HeartbeatCount.Most), stoppingToken);
                    trimmed = _clock.Now();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
            {
                _logger.LogWarning("Heartbeats could not be recorded: {Reason}", e.Message);
            }
        }
    }

    private async Task AppendAsync(CancellationToken cancellation)
    {
        List<NewEvent> batch = [];
        while (_waiting.Reader.TryPeek(out _))
        {
            batch.Clear();
            while (batch.Count < LargestBatch && _waiting.Reader.TryRead(out var next))
            {
                batch.Add(ToEvent(next.Node, next.Sight));
            }

            using TimeLimit limit = new(AppendLimit, _clock, cancellation);
            try
            {
                await _store.AppendAsync(Stream, ExpectedVersion.Any, [.. batch], limit.Token);
            }
            catch
            {
                Interlocked.Add(ref _dropped, batch.Count);
                throw;
            }
        }
    }

    private NewEvent ToEvent(string node, NodeSight sight)
    {
        var h = sight.Heartbeat;
        var failed = h.Checks.Count(c => c.Status == CheckStatus.Failed);
        var recorded = new RecordedHeartbeat(node, sight.At, h.Boot, h.Sequence, h.Epoch, h.Service.ToString().ToLowerInvariant(), sight.Channel, failed);
        return new(_newId(), EventType, JsonSerializer.SerializeToUtf8Bytes(recorded, HeartbeatJson.Default.RecordedHeartbeat));
    }
}
