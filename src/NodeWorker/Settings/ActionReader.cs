using System.Globalization;
using EventCluster.Contracts.Jobs;

namespace EventCluster.NodeWorker.Settings;

/// <summary>Reads the actions that jobs may have run here: <c>Node:Actions:NAME:Command</c> and <c>…:TimeLimit</c>.</summary>
/// <param name="section">The section <c>EventCluster</c>.</param>
/// <param name="command">Splits the command of a setting.</param>
/// <param name="wrong">Takes what is wrong with a setting.</param>
public sealed class ActionReader(IConfigurationSection section, Func<string, IReadOnlyList<string>> command, Action<string, string> wrong)
{
    /// <summary>Where they are.</summary>
    public const string Section = "Node:Actions";

    private const string Command = "Command";
    private const string TimeLimit = "TimeLimit";
    private static readonly TimeSpan LongestLimit = TimeSpan.FromDays(1);

    /// <summary>The settings of an action.</summary>
    public static readonly string[] Settings = [Command, TimeLimit];

    /// <summary>The actions by name.</summary>
    public IReadOnlyDictionary<string, ActionSettings> Read()
    {
        var actions = new Dictionary<string, ActionSettings>(StringComparer.Ordinal);
        foreach (var action in section.GetSection(Section).GetChildren())
        {
            var name = $"{Section}:{action.Key}";
            if (!ActionRules.IsName(action.Key))
            {
                wrong(name, $"is no name of an action; {ActionRules.NameForm}");
                continue;
            }

            var parts = command($"{name}:{Command}");
            if (parts.Count == 0 || parts[0].Length == 0)
            {
                wrong($"{name}:{Command}", "is empty or cannot be read; set it to a program and its arguments, quoted as in a shell.");
            }

            actions[action.Key] = new(parts, Limit($"{name}:{TimeLimit}"));
        }

        if (actions.Count > ActionRules.MostActions)
        {
            wrong(Section, $"has {actions.Count} actions; at most {ActionRules.MostActions} are allowed. Remove some.");
        }

        return actions;
    }

    private TimeSpan? Limit(string name)
    {
        if (section[name] is not { Length: > 0 } text)
        {
            return null;
        }

        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var limit) && limit > TimeSpan.Zero && limit <= LongestLimit)
        {
            return limit;
        }

        wrong(name, $"is '{text}'; it must be a duration above zero and up to {LongestLimit:c}, for example 00:10:00.");
        return null;
    }
}
