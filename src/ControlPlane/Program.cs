using EventCluster.ControlPlane;
using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Settings;
using EventCluster.Hosting;
using EventCluster.StreamStore;
using EventCluster.StreamStore.Sqlite;

var builder = WebApplication.CreateSlimBuilder(args);
var (settings, errors) = SettingsReader.Read(builder.Configuration, Directory.GetCurrentDirectory(), Environment.MachineName);
if (settings is null)
{
    return Exit.With(Exit.BadSettings, [.. errors]);
}

try
{
    var clock = BootTimeProvider.Instance;
    await using var store = await SqliteStreamStore.OpenAsync(new(settings.Store.Path) { Time = clock });
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
