using EventCluster.Domain.State;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>Keeps Quartz in step with the definitions while this instance holds the term. What fails is tried anew on a database that is opened anew.</summary>
internal sealed class QuartzKeeper(QuartzClock quartz, TimeProvider clock, ILogger<QuartzKeeper> logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);
    private long _term;
    private TimeSpan _retryAt;

    /// <summary>Starts it in a new term, and applies what has changed.</summary>
    internal async Task KeepAsync(ClusterState state, long term, IReadOnlyList<string> changed)
    {
        if (clock.Now() < _retryAt)
        {
            return;
        }

        try
        {
            if (_term != term || !quartz.IsRunning)
            {
                var repaired = await quartz.StartAsync(state);
                _term = term;
                logger.LogInformation("Quartz fires in term {Term}; {Count} of its triggers differed from the definitions and were repaired.", term, repaired);
                return;
            }

            foreach (var name in changed)
            {
                await quartz.ApplyAsync(name, state.Jobs.GetValueOrDefault(name));
            }
        }
        catch (Exception e)
        {
            // Whatever its database threw: jobs go on by the keeper's own look, a little later each.
            logger.LogWarning("Quartz cannot fire now, jobs run up to a second late: {Reason}", e.Message);
            _retryAt = clock.Now() + RetryPause;
            await StopAsync();
        }
    }

    /// <summary>Stops firing.</summary>
    internal async Task StandByAsync()
    {
        try
        {
            await quartz.StandByAsync();
        }
        catch (Exception e)
        {
            logger.LogWarning("Quartz could not be stopped in order: {Reason}", e.Message);
            await StopAsync();
        }
    }

    private async Task StopAsync()
    {
        _term = 0;
        try
        {
            await quartz.DisposeAsync();
        }
        catch (Exception e)
        {
            logger.LogWarning("Quartz could not be closed in order: {Reason}", e.Message);
        }
    }
}
