using System.Text.RegularExpressions;

namespace EventCluster.Domain.Jobs;

/// <summary>How jobs, actions and their arguments may be called.</summary>
public static class JobNames
{
    /// <summary>Most characters of any of these names.</summary>
    public const int Longest = 63;

    /// <summary>What a name of a job or an action must look like, for people.</summary>
    public const string ActionForm = "a name must have 1 to 63 lower-case letters, digits, '-', '.' or '_', and begin and end with a letter or digit.";

    private static readonly Regex Name = new(@"^[a-z0-9]([a-z0-9._\-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    private static readonly Regex Argument = new(@"^[A-Za-z_][A-Za-z0-9_]{0,62}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>Whether a job may be called so.</summary>
    public static bool IsJob(string name) => Name.IsMatch(name);

    /// <summary>Whether an action may be called so.</summary>
    public static bool IsAction(string name) => Name.IsMatch(name);

    /// <summary>Whether an argument may be called so: it becomes a part of the name of an environment variable.</summary>
    public static bool IsArgument(string name) => Argument.IsMatch(name);
}
