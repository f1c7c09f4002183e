using System.Text.RegularExpressions;

namespace EventCluster.Domain.Jobs;

/// <summary>How jobs may be called.</summary>
public static class JobNames
{
    /// <summary>What a name must look like, for people.</summary>
    public const string Form = "a name must have 1 to 63 lower-case letters, digits, '-', '.' or '_', and begin and end with a letter or digit.";

    private static readonly Regex Name = new(@"^[a-z0-9]([a-z0-9._\-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>Whether a job may be called so.</summary>
    public static bool IsJob(string name) => Name.IsMatch(name);
}
