using EventCluster.ControlPlane.Audit;
using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;
using EventCluster.Hosting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane;

/// <summary>Wires the core: the history and its fold, the command handler, leadership, liveness. It needs a store, a clock and the settings.</summary>
public static class ClusterCore
{
    /// <summary>Adds the core with its background services.</summary>
    public static IServiceCollection AddClusterCore(this IServiceCollection services)
    {
        services.AddSingleton<Func<Guid>>(Guid.CreateVersion7);
        services.AddSingleton<ClusterLog>();
        services.AddSingleton(s => new EventWriter(s.GetRequiredService<IStreamStore>(), s.GetRequiredService<Func<Guid>>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ControlPlaneSettings>().Instance));
        services.AddSingleton<CommandHandler>();
        services.AddSingleton(s => TakeHome(s.GetRequiredService<ControlPlaneSettings>()));
        services.AddSingleton<TermHolder>();
        services.AddSingleton<LeadershipStream>().AddSingleton<TermScribe>().AddSingleton<TermSeeker>().AddSingleton<TermRecord>().AddSingleton<OutageKeeper>().AddSingleton<TermKeeper>();
        services.AddSingleton<JudgeBell>();
        services.AddSingleton<HeartbeatRecorder>();
        services.AddSingleton<HeartbeatDesk>();
        services.AddHostedService<LogTail>();
        services.AddHostedService(s => s.GetRequiredService<HeartbeatRecorder>());
        services.AddHostedService<Judge>();
        services.AddHostedService<Leadership.Leadership>();
        services.AddSingleton<StreamTrimmer>().AddSingleton<ChainVerification>().AddSingleton<Rebuild>();
        services.AddJobs();
        return services;
    }

    private static IHome TakeHome(ControlPlaneSettings settings) =>
        HomeLock.Take(Path.Combine(settings.DataDirectory, "instances", settings.Instance + ".lock"));
}
