using EventCluster.ControlPlane.Audit;
using EventCluster.ControlPlane.Jobs.BuiltIn;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>Wires what has to do with jobs.</summary>
internal static class JobServices
{
    internal static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<RunLedger>().AddSingleton<RunDesk>().AddSingleton<JobCalendar>().AddSingleton<RunPlanner>();
        services.AddSingleton(s => new DueBell(s.GetRequiredService<RunDesk>().Bell)).AddSingleton<QuartzClock>().AddSingleton<QuartzKeeper>().AddSingleton<JobViews>().AddSingleton<JobMetrics>();
        services.AddSingleton<JobCounters>().AddSingleton<RunWriter>().AddSingleton<OwnRuns>().AddSingleton<Checkpoints>();
        services.AddSingleton<IUpkeep, HeartbeatRetention>().AddSingleton<IUpkeep, RunRetention>().AddSingleton<IUpkeep, LeftQueues>();
        services.AddSingleton<IUpkeep, AuditCheckpoint>().AddSingleton<IUpkeep, StoreCheck>();
        services.AddHostedService<CheckpointKeeper>();
        services.AddHostedService<RunTail>();
        // Stopped before the term is given back.
        services.AddHostedService<JobKeeper>();
    }
}
