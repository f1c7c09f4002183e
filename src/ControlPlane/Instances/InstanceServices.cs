using EventCluster.ControlPlane.Leadership;

namespace EventCluster.ControlPlane.Instances;

/// <summary>Wires what has to do with the other instances.</summary>
internal static class InstanceServices
{
    internal static void AddInstances(this IServiceCollection services)
    {
        services.AddSingleton<InstanceAddress>().AddSingleton<InstanceClient>().AddSingleton<PassOnCounts>().AddSingleton<InstanceWatch>().AddSingleton<Registration>();
        services.AddSingleton<PromiseSeal>().AddSingleton<PromiseBook>().AddSingleton<PromiseRound>().AddSingleton<SchedulerView>();
        services.AddSingleton<AskForPromise>(s => s.GetRequiredService<PromiseRound>().AskAsync);
        services.AddHostedService(s => s.GetRequiredService<Registration>());
        services.AddHostedService(s => s.GetRequiredService<InstanceWatch>());
    }
}
