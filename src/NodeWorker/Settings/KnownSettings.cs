using EventCluster.Hosting;

namespace EventCluster.NodeWorker.Settings;

/// <summary>Finds misspelt settings of section <c>Node</c>: one that nobody reads would be missed only when it is needed.</summary>
public sealed class KnownSettings(IConfigurationSection section)
{
    private static readonly string[] Names =
    [
        "Name", "Roles", "ControlPlanes", "JoinToken", "JoinTokenFile", "Listen", "Address", "Product", "ProductVersion", "Storage",
        "Service:Command", "Service:StopBound", "Service:Hooks:Activate", "Service:Hooks:Deactivate", "Service:Hooks:Restart", "Service:Hooks:Check",
    ];

    private static readonly string[] Lists = ["Roles", "ControlPlanes", "Storage"];

    /// <summary>An error for each setting that is not known.</summary>
    public IEnumerable<SettingException> Unknown() =>
        from setting in section.GetSection("Node").AsEnumerable(makePathsRelative: true)
        where setting.Value is not null && setting.Key.Length > 0 && !IsKnown(setting.Key)
        select new SettingException($"Node:{setting.Key}", $"is not known. Known are Node:{string.Join(", Node:", Names)}.");

    private static bool IsKnown(string key) =>
        Names.Contains(key, StringComparer.OrdinalIgnoreCase) || Lists.Any(list => key.StartsWith(list + ":", StringComparison.OrdinalIgnoreCase));
}
