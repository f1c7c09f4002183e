using System.Globalization;

namespace EventCluster.Simulation.Tests.Options;

/// <summary>What stands behind the name of an option.</summary>
internal static class OptionValue
{
    /// <summary>A whole number between two.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    internal static long Whole(string name, string text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new OptionException($"{name} is '{text}'; it must be a whole number from {least} to {most}.");

    /// <summary>A length of time between two: seconds, or a number with m or h behind it.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    internal static TimeSpan Time(string name, string text, TimeSpan least, TimeSpan most)
    {
        var (number, unit) = text switch
        {
            [.., 's'] => (text[..^1], 1),
            [.., 'm'] => (text[..^1], 60),
            [.., 'h'] => (text[..^1], 3600),
            _ => (text, 1),
        };
        const NumberStyles Style = NumberStyles.AllowDecimalPoint;
        return double.TryParse(number, Style, CultureInfo.InvariantCulture, out var value) && value * unit >= least.TotalSeconds && value * unit <= most.TotalSeconds
            ? TimeSpan.FromSeconds(value * unit)
            : throw new OptionException(string.Create(
                CultureInfo.InvariantCulture, $"{name} is '{text}'; it must be seconds, or like 10m or 1h, from {least.TotalSeconds} s to {most.TotalSeconds} s."));
    }

    /// <summary>One of several names.</summary>
    /// <exception cref="OptionException">It is none of them.</exception>
    internal static string Name(string name, string text, IReadOnlyCollection<string> known) =>
        known.FirstOrDefault(k => string.Equals(k, text, StringComparison.OrdinalIgnoreCase))
        ?? throw new OptionException($"{name} is '{text}'; known are {string.Join(", ", known)}.");
}
