using System.Collections.Immutable;
using System.Globalization;
using EventCluster.Domain.Events;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Settings;

/// <summary>The settings of the cluster and of its nodes.</summary>
public sealed record Configuration
{
    private static readonly ImmutableSortedDictionary<string, string> NoValues = ImmutableSortedDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The default profile, nothing set.</summary>
    public static readonly Configuration Empty = new();

    /// <summary>Rises by one with every change.</summary>
    public int Generation { get; init; }

    /// <summary>Profile with which the cluster was created.</summary>
    public string BaseProfile { get; init; } = Profiles.Default;

    /// <summary>Name of the timing profile in force.</summary>
    public string Profile { get; init; } = Profiles.Default;

    /// <summary>What was set for the cluster, in canonical form.</summary>
    public ImmutableSortedDictionary<string, string> Values { get; init; } = NoValues;

    /// <summary>What was set for single nodes.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Nodes { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>Changes that need a restart, oldest first.</summary>
    public ImmutableList<RestartingChange> Restarting { get; init; } = [];

    /// <summary>Timings in force: the profile's, with what was set.</summary>
    public Timings Timings { get; init; } = Profiles.Find(Profiles.Default)!;

    /// <summary>The value of a setting for a node, or for the cluster; null where it is not set.</summary>
    public string? Value(string name, string? node = null) =>
        node is not null && Nodes.TryGetValue(node, out var own) && own.TryGetValue(name, out var value) ? value : Values.GetValueOrDefault(name);

    /// <summary>Order of a node among candidates, the highest first.</summary>
    public int Priority(string node) => Value("priority", node) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;

    /// <summary>Whether the holder of the term goes on extending the active node's lease while the store is away.</summary>
    public bool HoldsThroughOutages => Value(SettingCatalog.StoreOutage) == "hold";

    /// <summary>False where an operator has marked the node ineligible.</summary>
    public bool Eligible(string node) => Value("eligible", node) != "false";

    /// <summary>The configuration after a change.</summary>
    public Configuration Apply(ConfigurationChanged change)
    {
        var values = Set(change.Node is null ? Values : Nodes.GetValueOrDefault(change.Node, NoValues), change.Changes);
        var next = this with
        {
            Generation = change.Generation,
            Values = change.Node is null ? values : Values,
            Nodes = change.Node is null ? Nodes : values.IsEmpty ? Nodes.Remove(change.Node) : Nodes.SetItem(change.Node, values),
            Restarting = Restarting.AddRange(
                from c in change.Changes where c.Restart != RestartPart.None select new RestartingChange(change.Generation, change.Node, c)),
        };
        return change.Node is null ? next.WithTimings() : next;
    }

    /// <summary>The configuration on a profile.</summary>
    public Configuration On(string profile) => (this with { BaseProfile = profile }).WithTimings();

    /// <summary>The configuration without a node's own settings.</summary>
    public Configuration Without(string node) => Nodes.ContainsKey(node) ? this with { Nodes = Nodes.Remove(node) } : this;

    /// <summary>Changes with which a node has not been restarted.</summary>
    public IEnumerable<(RestartingChange Change, RestartPart Part)> Pending(Node node)
    {
        foreach (var change in Restarting)
        {
            var stale = (node.Facts.Web && node.WebGeneration < change.Generation ? RestartPart.Web : RestartPart.None)
                | (node.ServiceGeneration < change.Generation ? RestartPart.Service : RestartPart.None);
            if ((change.Node is null || change.Node == node.Name) && (change.Change.Restart & stale) is var part && part != RestartPart.None)
            {
                yield return (change, part);
            }
        }
    }

    private Configuration WithTimings()
    {
        var profile = Values.GetValueOrDefault("profile", BaseProfile);
        var timings = Profiles.Find(profile) ?? Timings;
        foreach (var (name, value) in Values)
        {
            timings = TimingSettings.With(timings, name, value);
        }

        return timings == Timings && profile == Profile ? this : this with { Profile = profile, Timings = timings };
    }

    private static ImmutableSortedDictionary<string, string> Set(ImmutableSortedDictionary<string, string> values, IReadOnlyList<SettingChange> changes)
    {
        foreach (var change in changes)
        {
            values = change.New is null ? values.Remove(change.Name) : values.SetItem(change.Name, change.New);
        }

        return values;
    }
}

/// <summary>A change that needs a restart.</summary>
public sealed record RestartingChange(int Generation, string? Node, SettingChange Change);
