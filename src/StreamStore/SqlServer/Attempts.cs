namespace EventCluster.StreamStore.SqlServer;

/// <summary>Tries again what failed for a moment.</summary>
/// <param name="rule">Whether and when.</param>
/// <param name="options">Its clock and its jitter.</param>
/// <param name="place">Server and database, for the last word.</param>
internal sealed class Attempts(RetryRule rule, SqlServerStoreOptions options, string place)
{
    /// <summary>Does something until it goes well, its fault is not one that passes, or the time is up.</summary>
    /// <exception cref="StoreUnavailableException">The last attempt failed.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        var start = options.Time.GetTimestamp();
        for (var made = 1; ; made++)
        {
            try
            {
                return await attempt(cancellation).ConfigureAwait(false);
            }
            catch (StoreFault fault)
            {
                var pause = rule.PauseAfter(fault.Kind, made, options.Time.GetElapsedTime(start), options.Jitter()) ?? throw fault.ForCaller(place);
                await Task.Delay(pause, options.Time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
