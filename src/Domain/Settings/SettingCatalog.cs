using EventCluster.Domain.State;
using static EventCluster.Domain.Settings.SettingDefinition;

namespace EventCluster.Domain.Settings;

/// <summary>Every setting there is. A name that is not here is refused, but for those that begin with <c>product.</c>.</summary>
public static class SettingCatalog
{
    /// <summary>Settings of the product itself may have any name after this.</summary>
    public const string ProductPrefix = "product.";

    /// <summary>What the holder of the term does while the store is away.</summary>
    public const string StoreOutage = "storeOutage";

    private const int LongestName = 128;

    /// <summary>Values are kept in the history and shown to viewers, so a name that says secret is refused.</summary>
    private static readonly string[] SecretWords = ["password", "passwd", "secret", "token", "apikey", "api-key", "api_key", "credential", "privatekey", "connectionstring"];

    /// <summary>All that have a fixed name, in the order in which they are shown.</summary>
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        new("profile", SettingScope.Cluster, RestartPart.None, "Named timings: inedo, balanced or fast. Setting it drops single timings.", Profile),
        Timing("heartbeatInterval", "How often a node sends a heartbeat; at most a third of lease."),
        Timing("lease", "How long the active role is valid after a heartbeat."),
        Timing("suspectAfter", "Silence after which a node is suspect; at least twice heartbeatInterval."),
        Timing("lostAfter", "Silence after which a node counts as gone; not shorter than suspectAfter."),
        Timing("schedulerLease", "How long a control plane instance's term is valid; at least three times schedulerRenewal."),
        Timing("schedulerRenewal", "How often a term is renewed."),
        Timing("holdDown", "How long a node that failed repeatedly stands behind the others."),
        Timing("startTimeout", "How long the service may take to start."),
        Timing("stopTimeout", "How long an ordered stop may take before the service is killed."),
        new("drift", SettingScope.Cluster, RestartPart.None, "Allowance for clock drift, a fraction from 0 to 0.2.", Fraction),
        new(StoreOutage, SettingScope.Cluster, RestartPart.None, "While the store is away: stop, or hold, which extends the active node's lease while every other control plane instance agrees.", Outage),
        new("priority", SettingScope.Node, RestartPart.None, "Order among candidates, -1000 to 1000; the highest first.", Priority),
        new("eligible", SettingScope.Node, RestartPart.None, "Whether the node may be given the active role.", SettingDefinition.Boolean),
        new("Artifacts.BasePath", SettingScope.Both, RestartPart.Both, "BuildMaster's shared storage.", Text),
        new("Storage.PackagesRootPath", SettingScope.Both, RestartPart.Both, "ProGet's shared storage.", Text),
        new("Service.MessengerEndpoint", SettingScope.Both, RestartPart.Service, "The former point-to-point messenger; checked and kept, superseded by the bus.", Endpoint),
    ];

    /// <summary>The definition of a name; null where there is none.</summary>
    public static SettingDefinition? Find(string name)
    {
        var known = All.FirstOrDefault(d => d.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return known is null && IsProductName(name)
            ? new(name, SettingScope.Both, RestartPart.Both, "A setting of the product.", Text)
            : known;
    }

    /// <summary>What to say of a name that is not known.</summary>
    public static string Unknown(string name)
    {
        if (name.StartsWith(ProductPrefix, StringComparison.OrdinalIgnoreCase) && SoundsSecret(name))
        {
            return "sounds like a secret. Settings stand in the history and are shown to every viewer, so secrets are not taken: give them to the product on each machine.";
        }

        var hint = Spelling.Nearest(name, All.Select(d => d.Name)) is { } near ? $" Did you mean '{near}'?" : "";
        return $"is not a setting.{hint} Known are {string.Join(", ", All.Select(d => d.Name))}; settings of the product begin with '{ProductPrefix}'.";
    }

    private static bool SoundsSecret(string name) => SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static bool IsProductName(string name) =>
        !SoundsSecret(name) && name.StartsWith(ProductPrefix, StringComparison.OrdinalIgnoreCase) && name.Length > ProductPrefix.Length && name.Length <= LongestName
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static SettingDefinition Timing(string name, string description) => new(name, SettingScope.Cluster, RestartPart.None, description, Duration);
}
