using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Commands;
using EventCluster.Domain.Failover;
using EventCluster.Domain.History;
using EventCluster.Hosting;
using EventCluster.Hosting.Waiting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>While this instance holds the term: looks at the cluster several times per heartbeat interval and whenever the bell rings, and sends what follows as a command.</summary>
internal sealed class Judge(
    ClusterLog log, CommandHandler commands, TermHolder holder, HeartbeatDesk desk, JudgeBell bell, ControlPlaneSettings settings, Func<Guid> newId, TimeProvider clock,
    ILogger<Judge> logger) : BackgroundService
{
    private const int RoundsPerHeartbeat = 8;
    private static readonly TimeSpan ShortestRound = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestRound = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TimerGrain = TimeSpan.FromMilliseconds(1);

    // About as long as judging a node takes, so that thousands of nodes that all have news at once leave half a processor to others.
    private static readonly TimeSpan RestPerNode = TimeSpan.FromMicroseconds(2);
    private readonly StallWatch _stall = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>Goes on until cancelled.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await bell.WaitAsync(Round(), stoppingToken);
                var stalled = _stall.Look(clock.Now(), log.State.Timings);
                if (holder.Held is { } term)
                {
                    await JudgeAsync(term.Term, stalled, stoppingToken);
                    await RestAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is StoreUnavailableException or UnknownEventException or OperationCanceledException)
            {
                logger.LogError("A judgement could not be recorded: {Reason}", e.Message);
                await clock.PauseAsync(LongestRound, stoppingToken);
            }
        }
    }

    /// <summary>How long to wait for the bell: a part of the heartbeat interval, and not past the moment at which the holder is fenced.</summary>
    private TimeSpan Round()
    {
        var part = log.State.Timings.HeartbeatInterval / RoundsPerHeartbeat;
        var round = part < ShortestRound ? ShortestRound : part > LongestRound ? LongestRound : part;
        return desk.UntilFenced() is { } fence && fence > TimeSpan.Zero && fence < round ? fence + TimerGrain : round;
    }

    private Task RestAsync(CancellationToken cancellation) =>
        RestPerNode * log.State.Nodes.Count is var rest && rest >= TimerGrain ? Task.Delay(rest, clock, cancellation) : Task.CompletedTask;

    private async Task JudgeAsync(long term, bool stalled, CancellationToken cancellation)
    {
        var view = desk.View(stalled);
        var context = new CommandContext(
            newId(), newId(), $"system:{settings.Instance}", null, null, clock.GetUtcNow().UtcDateTime, term);
        if (Judgement.Judge(log.State, view, context).Count == 0)
        {
            return;
        }

        var outcome = await commands.HandleAsync(new JudgeCluster(view), context, CommandOptions.None, cancellation);
        if (outcome.Changed)
        {
            logger.LogInformation("Concluded {Events} at version {Version}.", string.Join(", ", outcome.Events.Select(e => e.Type)), outcome.Version);
        }
    }
}
