using System.Globalization;
using EventCluster.ControlPlane;
using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Http;
using EventCluster.ControlPlane.Settings;
using EventCluster.Hosting;
using EventCluster.StreamStore;

// The same words and numbers on every machine, whatever its language.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

var builder = WebApplication.CreateSlimBuilder(args);
var (settings, errors) = SettingsReader.Read(builder.Configuration, Directory.GetCurrentDirectory(), Environment.MachineName);
if (settings is null)
{
    return Exit.With(Exit.BadSettings, [.. errors]);
}

try
{
    var clock = BootTimeProvider.Instance;
    using var logs = LoggerFactory.Create(Logs.Apply);
    await using var store = await ClusterStore.OpenAsync(settings.Store, clock, logs.CreateLogger("EventCluster.ControlPlane.Store"));
    await using var app = ControlPlaneHost.Build(builder, settings, store, clock, InstanceBus.Of(settings, clock));
    await app.RunAsync();
    return Exit.Done;
}
catch (SettingException bad)
{
    return Exit.With(Exit.BadSettings, bad.Message);
}
catch (Exception refused) when (refused is StoreRefusedException or StoreUnavailableException)
{
    return Exit.With(Exit.BadStore, refused.Message);
}
catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    return Exit.With(Exit.BadSettings, $"EventCluster setting 'Urls' is '{string.Join(';', settings.Urls)}', where another process listens already. Choose another port, or stop that process.");
}
