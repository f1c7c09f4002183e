using System.Text.RegularExpressions;

namespace EventCluster.Contracts.Jobs;

/// <summary>How actions and their arguments may be called, and how large they may be: the same for whoever defines a job and whoever carries it out.</summary>
public static class ActionRules
{
    /// <summary>Most actions of a node.</summary>
    public const int MostActions = 200;

    /// <summary>Most characters of a name.</summary>
    public const int LongestName = 63;

    /// <summary>Most arguments of a run.</summary>
    public const int MostArguments = 50;

    /// <summary>Most characters of an argument's value.</summary>
    public const int LongestArgument = 1_000;

    /// <summary>Most characters of all names and values together: a node is told of several runs at once, and must be able to read that.</summary>
    public const int LongestArguments = 16_384;

    /// <summary>What the name of an action must look like, for people.</summary>
    public const string NameForm = "a name must have 1 to 63 lower-case letters, digits, '-', '.' or '_', and begin and end with a letter or digit.";

    private static readonly Regex Name = new(@"^[a-z0-9]([a-z0-9._\-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    private static readonly Regex Argument = new(@"^[A-Za-z_][A-Za-z0-9_]{0,62}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>Whether an action may be called so.</summary>
    public static bool IsName(string name) => Name.IsMatch(name);

    /// <summary>What is wrong with arguments, for people, to be read after their name; null for nothing. They become environment variables.</summary>
    public static string? ArgumentProblem(IReadOnlyDictionary<string, string> arguments)
    {
        if (arguments.Count > MostArguments)
        {
            return $"has {arguments.Count} entries; at most {MostArguments} are allowed.";
        }

        foreach (var (name, value) in arguments)
        {
            if (!Argument.IsMatch(name))
            {
                return $"has '{Shorten(name)}'; a name must have 1 to {LongestName} letters, digits or '_', and not begin with a digit.";
            }

            // JSON lets null in where the type does not.
            if (value is null || value.Length > LongestArgument || value.Contains('\0', StringComparison.Ordinal))
            {
                return $"has '{name}' with {value?.Length ?? 0} characters; at most {LongestArgument} are allowed, none of them NUL.";
            }
        }

        var all = arguments.Sum(a => a.Key.Length + a.Value.Length);
        return all > LongestArguments ? $"has {all} characters in all; at most {LongestArguments} are allowed." : null;
    }

    /// <summary>A text of any length as a message may show it.</summary>
    public static string Shorten(string text) => text.Length <= LongestName ? text : text[..LongestName] + "…";
}
