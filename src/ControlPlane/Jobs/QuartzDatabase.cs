using EventCluster.ControlPlane.Settings;
using Quartz;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>Opens the scheduler on its database, whose tables it makes where they are missing.</summary>
internal static class QuartzDatabase
{
    private const int Threads = 2;
    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(5);

    /// <summary>A scheduler that does not fire yet.</summary>
    internal static async Task<IScheduler> OpenAsync(string cluster, ControlPlaneSettings settings, DueBell bell, TimeProvider clock, ILoggerFactory loggers)
    {
        return await QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.Services.AddSingleton(loggers).AddSingleton(bell);
            quartz.ConfigureScheduler(options => (options.InstanceName, options.InstanceId, options.IdleWaitTime) = (cluster, settings.Instance, IdleWait));
            quartz.UseTimeProvider(clock);
            quartz.UseDefaultThreadPool(Threads);
            quartz.UsePersistentStore(store =>
            {
                Use(store, settings);
                store.ProvisionSchema();
                store.ConfigureStore(options =>
                {
                    (options.StoreJobDataAsStrings, options.UseBackgroundThreads, options.CommandTimeout) = (true, true, CommandLimit);
                });
            });
        }).BuildScheduler();
    }

    private static void Use(IPersistentStoreBuilder store, ControlPlaneSettings settings)
    {
        if (settings.Store.SqlServer is { } server)
        {
            store.UseSqlServer(server);
            store.UseClustering();
            return;
        }

        var path = PathOf(settings);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        store.UseSqlite($"Data Source={path};Pooling=False");
    }

    /// <summary>The file beside the store's own: one folder, one backup. Each instance has its own, since Quartz does not cluster on SQLite.</summary>
    internal static string PathOf(ControlPlaneSettings settings)
    {
        var folder = settings.Store.Path.Length > 0 ? Path.GetDirectoryName(Path.GetFullPath(settings.Store.Path))! : settings.DataDirectory;
        return Path.Combine(folder, "quartz", settings.Instance + ".db");
    }
}
