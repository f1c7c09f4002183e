using EventCluster.Bus.Settings;
using EventCluster.Domain.Settings;

namespace EventCluster.ControlPlane.Settings;

/// <summary>Which names there are. A misspelt one must not be ignored in silence, so an unknown name stops the start.</summary>
internal static class KnownSettings
{
    /// <summary>The section of the configuration.</summary>
    internal const string Section = "EventCluster";

    /// <summary>Settings of node workers: one environment may serve both.</summary>
    private const string NodeSection = "Node:";

    private static readonly string[] Names =
    [
        "DataDirectory", "Urls", "Address", "Instance", "EncryptionKey", "EncryptionKeyFile", "Store:Provider", "Store:ConnectionString", "Cluster:Name", "Cluster:Profile",
        .. BusSettings.Names,
    ];

    private static readonly string[] TokenNames = ["Name", "Role", "Value", "ValueFile", "Hash"];

    internal static void Check(IConfigurationSection section, SettingErrors errors)
    {
        foreach (var (path, value) in section.AsEnumerable(makePathsRelative: true).OrderBy(s => s.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (value is not null && path.Length > 0 && !IsKnown(path))
            {
                errors.Add(path, $"is not a setting of the control plane.{Hint(path)} Known are {string.Join(", ", Names)} and Tokens:0:{string.Join('|', TokenNames)}.");
            }
        }
    }

    private static bool IsKnown(string path) =>
        Names.Contains(path, StringComparer.OrdinalIgnoreCase) || path.StartsWith(NodeSection, StringComparison.OrdinalIgnoreCase) || IsToken(path.Split(':'));

    private static bool IsToken(string[] parts) =>
        parts.Length == 3 && parts[0].Equals("Tokens", StringComparison.OrdinalIgnoreCase) && parts[1].All(char.IsAsciiDigit)
        && TokenNames.Contains(parts[2], StringComparer.OrdinalIgnoreCase);

    private static string Hint(string path) => Spelling.Nearest(path, Names) is { } near ? $" Did you mean '{near}'?" : "";
}
