namespace EventCluster.Simulation.Tests.Options;

/// <summary>What happens and how often, as it is written on the command line: <c>none</c>, <c>3</c>, <c>store,network</c> or <c>store:2</c>.</summary>
/// <param name="Kinds">What happens.</param>
/// <param name="Every">Mean time between two; null for the usual one.</param>
internal sealed record Mix<T>(T Kinds, TimeSpan? Every)
    where T : struct, Enum
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Most = TimeSpan.FromHours(24);

    /// <summary>Reads it.</summary>
    /// <exception cref="OptionException">It cannot be read.</exception>
    internal static Mix<T> Parse(string name, string text, T all)
    {
        if (text.Length > 0 && char.IsAsciiDigit(text[0]))
        {
            return new(all, OptionValue.Time(name, text, Least, Most));
        }

        var parts = text.Split(':', 2);
        var names = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToArray();

        // The names of an enum's values, with commas between, are what it reads itself.
        var kinds = Enum.Parse<T>(string.Join(',', parts[0].Split(',').Select(kind => OptionValue.Name(name, kind, names))), ignoreCase: true);
        return new(kinds, parts.Length > 1 ? OptionValue.Time(name, parts[1], Least, Most) : null);
    }
}
