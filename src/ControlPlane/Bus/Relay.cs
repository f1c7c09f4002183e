using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.History;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Bus;

/// <summary>
/// While this instance holds the term: publishes the history in its order, each event at least once. How far it came survives restarts and is known to the next holder.
/// While the broker is away it waits and keeps nothing but its place.
/// </summary>
internal sealed class Relay(
    ClusterLog log, TermHolder holder, BusLink link, RelayPublisher publisher, RelayCheckpoints checkpoints, TimeProvider clock, ILogger<Relay> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CheckpointPace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastCheckpointLimit = TimeSpan.FromMilliseconds(500);

    private int _version = -1;

    /// <summary>Version through which the history was published, as far as this instance did it in its term; -1 before.</summary>
    internal int Version => Volatile.Read(ref _version);

    /// <summary>How many events wait to be published by this instance; 0 without the term.</summary>
    internal int Backlog => holder.IsActive && Version >= 0 ? Math.Max(0, log.Scopes.Version - Version) : 0;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>Goes on until cancelled.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (holder.Held is { } term)
                {
                    await RelayAsync(term.Term, stoppingToken);
                }

                // A term begins with an event.
                await log.WaitForAsync(log.Scopes.Version + 1, Idle, stoppingToken);
            }
            catch (WrongExpectedVersionException)
            {
                // Another instance relays, or an append of ours was there although its answer was lost. Begin anew from what is there.
                await clock.PauseAsync(RetryPause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is StoreUnavailableException or StoreRefusedException or UnknownEventException or OperationCanceledException)
            {
                logger.LogWarning("Events cannot be relayed to the bus now: {Reason}", e.Message);
                await clock.PauseAsync(RetryPause, stoppingToken);
            }
        }
    }

    private async Task RelayAsync(long term, CancellationToken cancellation)
    {
        var known = await checkpoints.ReadAsync(cancellation);
        // With nothing relayed yet, the past is not the bus's: it is read over HTTP.
        var version = known?.Checkpoint.Version ?? log.Scopes.Version;
        var head = known?.Head ?? await checkpoints.AppendAsync(-1, version, term, cancellation);
        var (saved, savedAt) = (version, clock.Now());
        Volatile.Write(ref _version, version);
        logger.LogInformation("Events after version {Version} are relayed to the bus in term {Term}.", version, term);
        try
        {
            while (holder.Held?.Term == term)
            {
                version = await AdvanceAsync(version, term, cancellation);
                if (version > saved && clock.Now() - savedAt >= CheckpointPace)
                {
                    head = await checkpoints.AppendAsync(head, version, term, cancellation);
                    (saved, savedAt) = (version, clock.Now());
                }
            }
        }
        finally
        {
            if (Version > saved)
            {
                await SaveLastAsync(head, term);
            }
        }
    }

    /// <summary>Publishes what is there, or waits a while for it.</summary>
    private async Task<int> AdvanceAsync(int version, long term, CancellationToken cancellation)
    {
        if (!link.Status.IsConnected)
        {
            await link.WaitConnectedAsync(Idle, cancellation);
        }
        else if (log.Scopes.Version <= version)
        {
            await log.WaitForAsync(version + 1, Idle, cancellation);
        }
        else
        {
            var (reached, pause) = await publisher.PublishAsync(version, () => holder.Held?.Term == term, Reached, cancellation);
            await Task.Delay(pause, clock, cancellation);
            return reached;
        }

        return version;
    }

    private void Reached(int version) => Volatile.Write(ref _version, version);

    /// <summary>What is not saved is published twice, nothing worse.</summary>
    private async Task SaveLastAsync(int head, long term)
    {
        using var limit = new CancellationTokenSource(LastCheckpointLimit, clock);
        try
        {
            await checkpoints.AppendAsync(head, Version, term, limit.Token);
        }
        catch (Exception e) when (e is WrongExpectedVersionException or StoreUnavailableException or OperationCanceledException)
        {
            logger.LogDebug("The last checkpoint of the relay was not saved: {Reason}", e.Message);
        }
    }
}
