using EventCluster.ControlPlane.Audit;
using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Http;
using EventCluster.ControlPlane.Instances;
using EventCluster.ControlPlane.Security;
using EventCluster.ControlPlane.Security.Keys;
using EventCluster.ControlPlane.Settings;
using EventCluster.ControlPlane.Status;
using EventCluster.StreamStore;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace EventCluster.ControlPlane;

/// <summary>One control plane instance, whole. The process and the tests build the same.</summary>
internal static class ControlPlaneHost
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(2);

    /// <summary>Builds an instance over a store that stays the caller's.</summary>
    /// <param name="builder">The framework's.</param>
    /// <param name="settings">What it is started with.</param>
    /// <param name="store">Where events are kept.</param>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="bus">Opens the message bus; null for none.</param>
    internal static WebApplication Build(WebApplicationBuilder builder, ControlPlaneSettings settings, IStreamStore store, TimeProvider clock, OpenBus? bus = null)
    {
        ServerLimits.Apply(builder, settings);
        Logs.Apply(builder.Logging);
        builder.Services.AddSingleton(settings).AddSingleton(store).AddSingleton(clock);
        // What is added first is stopped last: whoever stops says so when the term is given back.
        builder.Services.AddInstances();
        builder.Services.AddClusterCore();
        if (bus is not null)
        {
            builder.Services.AddBus(bus);
        }

        AddSecurity(builder.Services, settings, store);
        builder.Services.AddSingleton<CommandDesk>().AddSingleton<EventStreams>();
        builder.Services.AddSingleton<StatusReader>().AddSingleton<HeartbeatHistory>().AddSingleton<BusEvents>().AddSingleton<ControlPlaneMetrics>();
        builder.Services.AddSingleton<AuditReader>();
        builder.Services.AddDescription();
        builder.Services.AddRazorComponents();
        builder.Services.AddAntiforgery(forms => forms.Cookie.Name = "eventcluster-forms");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);

        var app = builder.Build();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseMiddleware<PassOnMiddleware>();
        app.UseMiddleware<AccessMiddleware>();
        app.Use((context, next) =>
        {
            Query.RefuseUnknown(context);
            return next(context);
        });
        Map(app);
        return app;
    }

    private static void AddSecurity(IServiceCollection services, ControlPlaneSettings settings, IStreamStore store)
    {
        // Cookies are read where an endpoint has a rule, not for every heartbeat.
        AppContext.SetSwitch("Microsoft.AspNetCore.Authentication.SuppressAutoDefaultScheme", isEnabled: true);
        services.AddAuthentication().AddCookie(CookieAuthenticationDefaults.AuthenticationScheme, Session.Configure);
        services.AddDataProtection().SetApplicationName("eventcluster");
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new StreamXmlRepository(store, settings.Key));
        services.AddSingleton<TokenBook>().AddSingleton<TokenHashes>().AddSingleton<FailedAttempts>().AddSingleton<SignInCodes>().AddSingleton<ListeningAddress>();
        services.AddHostedService<FirstTokens>();
    }

    private static void Map(WebApplication app)
    {
        app.MapCluster();
        app.MapNodes();
        app.MapAgents();
        app.MapConfiguration();
        app.MapJobs();
        app.MapScheduler();
        app.MapInstances();
        app.MapAudit();
        app.MapEvents();
        app.MapProjections();
        app.MapHealth();
        app.MapMetrics();
        app.MapSignIn();
        app.MapPage();
        app.MapOpenApi();
    }
}
