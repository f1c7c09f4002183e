namespace EventCluster.Hosting.Waiting;

/// <summary>Pauses of loops that end with their service.</summary>
public static class Pauses
{
    /// <summary>Waits for a time, or until the cancellation; never throws, so a loop looks at its token itself.</summary>
    public static async Task PauseAsync(this TimeProvider clock, TimeSpan time, CancellationToken cancellation)
    {
        if (time > TimeSpan.Zero)
        {
            await Task.Delay(TimerGrain.RoundUp(time), clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }
}
