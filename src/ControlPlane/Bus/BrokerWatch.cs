using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Commands;
using EventCluster.Domain.History;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Bus;

/// <summary>While this instance holds the term: records that the broker is away, or there again, once it has been so for longer than a moment.</summary>
internal sealed class BrokerWatch(
    ClusterLog log, TermHolder holder, CommandHandler commands, BusLink link, ControlPlaneSettings settings, Func<Guid> newId, TimeProvider clock,
    ILogger<BrokerWatch> logger) : BackgroundService
{
    private const int LongestProblem = 500;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestMoment = TimeSpan.FromSeconds(10);

    /// <summary>How long a status must last to be recorded: a broker that comes and goes must not fill the history.</summary>
    private TimeSpan Moment => log.State.Timings.SuspectAfter > ShortestMoment ? log.State.Timings.SuspectAfter : ShortestMoment;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>Goes on until cancelled.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Round, clock, stoppingToken);
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is StoreUnavailableException or UnknownEventException or OperationCanceledException)
            {
                logger.LogWarning("How it stands with the broker could not be recorded: {Reason}", e.Message);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var status = link.Status;
        if (holder.Held is not { } term || status.IsConnected == log.State.BrokerOutage is null || link.StatusAge < Moment)
        {
            return;
        }

        var problem = status.IsConnected ? null : $"{status.Broker} {status.Problem}";
        var context = new CommandContext(newId(), newId(), $"system:{settings.Instance}", null, null, clock.GetUtcNow().UtcDateTime, term.Term);
        var note = new NoteBroker(status.Broker, problem?.Length > LongestProblem ? problem[..LongestProblem] : problem);
        await commands.HandleAsync(note, context, CommandOptions.None, cancellation);
    }
}
