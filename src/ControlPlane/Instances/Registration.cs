using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Commands;
using EventCluster.Domain.History;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Instances;

/// <summary>Lets the others know this instance, as soon as it listens, and again whenever the history says otherwise. When it is stopped in order it says so.</summary>
internal sealed class Registration(
    ClusterLog log, CommandHandler commands, ControlPlaneSettings settings, InstanceAddress address, IHostApplicationLifetime lifetime,
    Func<Guid> newId, TimeProvider clock, ILogger<Registration> logger) : BackgroundService
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromMilliseconds(500);
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when this instance stood in the history for the first time.</summary>
    internal Task Registered => _registered.Task;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(LeaveLimit, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await SendAsync(new LeaveInstance(settings.Instance, address.Url), bound.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or StoreRefusedException or UnknownEventException or OperationCanceledException)
        {
            logger.LogWarning("That {Instance} was stopped could not be recorded ({Reason}); the others show it as gone.", settings.Instance, e.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Glance;
            try
            {
                pause = await RegisterAsync(stoppingToken) ? Glance : Pause;
            }
            catch (Exception e) when (e is StoreUnavailableException or StoreRefusedException or UnknownEventException)
            {
                logger.LogWarning("{Instance} cannot be recorded as an instance now: {Reason}", settings.Instance, e.Message);
                pause = Pause;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>True when all is as it shall be, or cannot be yet.</summary>
    private async Task<bool> RegisterAsync(CancellationToken cancellation)
    {
        if (!log.CaughtUp || log.State.Name.Length == 0)
        {
            return true;
        }

        JoinInstance join = new(settings.Instance, address.Url, settings.Key?.Fingerprint());
        var known = log.State.Instances.GetValueOrDefault(join.Instance);
        if (_registered.Task.IsCompleted && known is { Left: false } && known.Address != join.Address)
        {
            // Two that outdo each other would fill the history.
            logger.LogError("Another instance has the name {Instance} too, at {Address}. Give this one another name, and start it again.", join.Instance, known.Address);
            return false;
        }

        if (known != new Domain.State.Instance(join.Address, join.KeyFingerprint, Left: false))
        {
            var outcome = await SendAsync(join, cancellation);
            if (outcome.Refusal is { } refusal)
            {
                logger.LogError("{Instance} is not known to the others: {Why}", settings.Instance, refusal.Why);
                return false;
            }

            if (outcome.Changed)
            {
                logger.LogInformation("{Instance} is known to the others at {Address}.", settings.Instance, join.Address);
            }
        }

        _registered.TrySetResult();
        return true;
    }

    private Task<CommandOutcome> SendAsync(ClusterCommand command, CancellationToken cancellation) => commands.HandleAsync(
        command, new(newId(), newId(), $"system:{settings.Instance}", null, null, clock.GetUtcNow().UtcDateTime), CommandOptions.None, cancellation);
}
