using EventCluster.Simulation.Tests.Faults;

namespace EventCluster.Simulation.Tests.Options;

/// <summary>What breaks and how often, as it is written on the command line: <c>none</c>, <c>3</c>, <c>store,network</c> or <c>store:2</c>.</summary>
/// <param name="Kinds">What breaks.</param>
/// <param name="Every">Mean time between two faults; null for the usual one.</param>
internal sealed record FaultMix(FaultKinds Kinds, TimeSpan? Every)
{
    /// <summary>Everything, as often as usual.</summary>
    internal static readonly FaultMix Usual = new(FaultKinds.All, null);

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Most = TimeSpan.FromHours(24);

    /// <summary>Reads it.</summary>
    /// <exception cref="OptionException">It cannot be read.</exception>
    internal static FaultMix Parse(string name, string text)
    {
        if (text.Length > 0 && char.IsAsciiDigit(text[0]))
        {
            return new(FaultKinds.All, OptionValue.Time(name, text, Least, Most));
        }

        var parts = text.Split(':', 2);
        var names = Enum.GetNames<FaultKinds>().Select(n => n.ToLowerInvariant()).ToArray();
        var kinds = parts[0].Split(',').Aggregate(FaultKinds.None, (all, kind) => all | Enum.Parse<FaultKinds>(OptionValue.Name(name, kind, names), ignoreCase: true));
        return new(kinds, parts.Length > 1 ? OptionValue.Time(name, parts[1], Least, Most) : null);
    }
}
