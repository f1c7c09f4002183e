using EventCluster.ControlPlane.Settings;
using EventCluster.StreamStore;
using EventCluster.StreamStore.Sqlite;
using EventCluster.StreamStore.SqlServer;

namespace EventCluster.ControlPlane;

/// <summary>Opens the store that the settings name.</summary>
internal static partial class ClusterStore
{
    /// <summary>
    /// Opens it. A database on another machine may be away for a while: the instance then starts all the same, says so, is not ready, and tries on.
    /// </summary>
    /// <exception cref="StoreRefusedException">It is not one that this version can use.</exception>
    /// <exception cref="StoreUnavailableException">The file of this machine cannot be used.</exception>
    internal static async Task<IStreamStore> OpenAsync(StoreSettings settings, TimeProvider clock, ILogger logger)
    {
        if (settings.SqlServer is not { } connectionString)
        {
            return await SqliteStreamStore.OpenAsync(new(settings.Path) { Time = clock });
        }

        SqlServerStreamStore store = new(new(connectionString) { Time = clock, Warn = what => LogWarning(logger, what) });
        try
        {
            await store.CheckAsync();
        }
        catch (StoreUnavailableException away)
        {
            LogAway(logger, away.Message);
        }
        catch (StoreRefusedException)
        {
            await store.DisposeAsync();
            throw;
        }

        return store;
    }

    [LoggerMessage(1, LogLevel.Warning, "{What}")]
    private static partial void LogWarning(ILogger logger, string what);

    [LoggerMessage(2, LogLevel.Error, "The store is not there yet, so this instance is not ready; it goes on trying. {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
