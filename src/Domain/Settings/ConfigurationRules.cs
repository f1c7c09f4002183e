using EventCluster.Domain.Events;

namespace EventCluster.Domain.Settings;

/// <summary>Which changes of settings are allowed. All errors are collected, each under the setting's name.</summary>
public static class ConfigurationRules
{
    private const int MostChanges = 200;

    /// <summary>Works out a change.</summary>
    /// <param name="configuration">What is in force.</param>
    /// <param name="node">The node, or null for the cluster.</param>
    /// <param name="set">Values to set, as text.</param>
    /// <param name="remove">Names to set back.</param>
    /// <returns>The changes (those that change nothing left out), and the errors by name.</returns>
    public static (IReadOnlyList<SettingChange> Changes, IReadOnlyDictionary<string, string[]> Errors) Change(
        Configuration configuration, string? node, IReadOnlyDictionary<string, string> set, IReadOnlyList<string> remove)
    {
        Dictionary<string, string[]> errors = new(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, SettingChange> changes = new(StringComparer.OrdinalIgnoreCase);
        if (set.Count + remove.Count > MostChanges)
        {
            errors["set"] = [$"has {set.Count + remove.Count} changes; at most {MostChanges} are allowed at once."];
            return ([], errors);
        }

        var own = node is null ? configuration.Values : configuration.Nodes.GetValueOrDefault(node);
        foreach (var (name, text) in set.Select(s => (s.Key, (string?)s.Value)).Concat(remove.Select(r => (r, (string?)null))))
        {
            if (SettingCatalog.Find(name) is not { } definition)
            {
                errors[name] = [SettingCatalog.Unknown(name)];
            }
            else if (!definition.Scope.HasFlag(node is null ? SettingScope.Cluster : SettingScope.Node))
            {
                errors[name] = [node is null ? "is a setting of single nodes; name one in 'node'." : "is a setting of the whole cluster; leave 'node' out."];
            }
            else if (changes.ContainsKey(definition.Name))
            {
                errors[name] = ["is named twice."];
            }
            else
            {
                string? error = null;
                var value = text is null ? null : definition.Parse(text, out error);
                if (error is not null)
                {
                    errors[name] = [$"is \"{Shorten(text!)}\"; it {error}."];
                    continue;
                }

                changes[definition.Name] = new(definition.Name, own?.GetValueOrDefault(definition.Name), value, definition.Restart);
            }
        }

        // A profile is a fresh start: what was set one by one before it would make it mean something else.
        if (node is null && changes.TryGetValue("profile", out var profile) && profile.New is not null && profile.New != configuration.Profile)
        {
            foreach (var (name, value) in configuration.Values)
            {
                if (TimingSettings.Read(configuration.Timings, name) is not null)
                {
                    changes.TryAdd(name, new(name, value, null, SettingCatalog.Find(name)!.Restart));
                }
            }
        }

        SettingChange[] real = [.. changes.Values.Where(c => c.Old != c.New && !(c.Name == "profile" && c.Old is null && c.New == configuration.Profile))];
        if (errors.Count == 0 && node is null && real.Length > 0)
        {
            var broken = configuration.Apply(new(configuration.Generation + 1, null, real)).Timings.Violations();
            if (broken.Count > 0)
            {
                errors["timings"] = [.. broken];
            }
        }

        return (real, errors);
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
