using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.NodeWorker.Service;
using EventCluster.NodeWorker.Settings;

namespace EventCluster.NodeWorker.Checks;

/// <summary>The checks of a worker.</summary>
public static class WorkerChecks
{
    /// <summary>Name of the encryption key's check.</summary>
    public const string KeyName = "encryptionKey";

    /// <summary>Name of the check hook's result.</summary>
    public const string HookName = "service";

    /// <summary>Name of the data directory's check.</summary>
    public const string DataName = "dataDirectory";

    private const long SmallestFreeBytes = 64 * 1024 * 1024;

    /// <summary>All that the settings ask for.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="environment">Environment of the check hook, as it is at that moment.</param>
    public static IReadOnlyDictionary<string, Func<Task<CheckResult>>> For(WorkerSettings settings, Func<IReadOnlyDictionary<string, string>> environment)
    {
        var clock = new ClockCheck(BootTimeProvider.Instance, TimeProvider.System);
        var checks = new Dictionary<string, Func<Task<CheckResult>>>
        {
            [KeyName] = () => Task.FromResult(Key(settings.Key)),
            [ClockCheck.Name] = clock.RunAsync,
            [DataName] = () => Task.FromResult(Data(settings.DataDirectory)),
        };
        foreach (var storage in settings.Storage.Select(path => new StorageCheck(path, settings.Name)))
        {
            checks[storage.Name] = storage.RunAsync;
        }

        if (settings.Service is { Check.Count: > 0 } service)
        {
            checks[HookName] = async () => await HookCommand.RunAsync(service.Check, environment(), CheckLoop.Limit) is { } problem
                ? new(HookName, CheckStatus.Failed, $"The check hook says no: {problem}. Mend what it names.")
                : new(HookName, CheckStatus.Passed, "The check hook says yes.");
        }

        return checks;
    }

    private static CheckResult Key(EncryptionKey? key) => key is null
        ? new(KeyName, CheckStatus.Warning, "No encryption key is set. Set EventCluster__EncryptionKey, or EventCluster__EncryptionKeyFile, to the same on every node.")
        : new(KeyName, CheckStatus.Passed, "An encryption key is set.");

    private static CheckResult Data(string path)
    {
        try
        {
            var free = new DriveInfo(path).AvailableFreeSpace;
            return free >= SmallestFreeBytes
                ? new(DataName, CheckStatus.Passed, $"'{path}' has {free >> 20} MiB free.")
                : new(DataName, CheckStatus.Warning, $"'{path}' has only {free >> 20} MiB free; at least {SmallestFreeBytes >> 20} are wanted. Make room.");
        }
        catch (IOException e)
        {
            return new(DataName, CheckStatus.Failed, $"'{path}' cannot be looked at: {e.Message}");
        }
    }
}
