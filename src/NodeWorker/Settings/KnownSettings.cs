using EventCluster.Bus.Settings;
using EventCluster.Hosting;

namespace EventCluster.NodeWorker.Settings;

/// <summary>Finds misspelt settings of the sections <c>Node</c> and <c>Bus</c>: one that nobody reads would be missed only when it is needed.</summary>
public sealed class KnownSettings(IConfigurationSection section)
{
    private static readonly string[] Names =
    [
        "Node:Name", "Node:Roles", "Node:ControlPlanes", "Node:JoinToken", "Node:JoinTokenFile", "Node:Listen", "Node:Address", "Node:Product",
        "Node:ProductVersion", "Node:Storage", "Node:Service:Command", "Node:Service:StopBound", "Node:Service:Hooks:Activate",
        "Node:Service:Hooks:Deactivate", "Node:Service:Hooks:Restart", "Node:Service:Hooks:Check",
        "Node:Actions:NAME:Command", "Node:Actions:NAME:TimeLimit",
    ];

    private static readonly string[] Lists = ["Node:Roles", "Node:ControlPlanes", "Node:Storage"];

    /// <summary>An error for each setting that is not known.</summary>
    public IEnumerable<SettingException> Unknown() =>
        from known in (IReadOnlyList<string>[])[Names, BusSettings.Names]
        from setting in section.GetSection(known[0].Split(':')[0]).AsEnumerable()
        let name = setting.Key[(section.Path.Length + 1)..]
        where setting.Value is not null && !IsKnown(name, known)
        select new SettingException(name, $"is not known. Known are {string.Join(", ", known)}.");

    private static bool IsKnown(string name, IReadOnlyList<string> known) =>
        known.Contains(name, StringComparer.OrdinalIgnoreCase) || IsOfAction(name) || Lists.Any(list => name.StartsWith(list + ":", StringComparison.OrdinalIgnoreCase));

    private static bool IsOfAction(string name) =>
        name.Split(':') is [_, _, _, var last] && name.StartsWith(ActionReader.Section + ":", StringComparison.OrdinalIgnoreCase)
        && ActionReader.Settings.Contains(last, StringComparer.OrdinalIgnoreCase);
}
