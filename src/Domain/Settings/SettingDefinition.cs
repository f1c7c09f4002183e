using System.Globalization;
using System.Text.RegularExpressions;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Settings;

/// <summary>A setting that may be set: what it is called, where, what it takes, and what has to be restarted for it.</summary>
/// <param name="Name">Name, matched without regard to case.</param>
/// <param name="Scope">Where it may be set.</param>
/// <param name="Restart">What has to be restarted for it to take effect.</param>
/// <param name="Description">For people.</param>
/// <param name="Parse">Value as given → canonical value, or null with what is wrong.</param>
public sealed record SettingDefinition(string Name, SettingScope Scope, RestartPart Restart, string Description, SettingParser Parse)
{
    /// <summary>The longest value.</summary>
    public const int MaximumLength = 4_096;

    internal static string? Duration(string value, out string? error)
    {
        // "5" alone would be five days, which nobody means.
        var valid = TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out var duration) && value.Contains(':');
        error = valid ? null : "must be a duration such as \"00:00:05\" (hours, minutes, seconds)";
        return valid ? duration.ToString("c", CultureInfo.InvariantCulture) : null;
    }

    internal static string? Fraction(string value, out string? error)
    {
        var valid = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction) && fraction is >= 0 and <= 0.2;
        error = valid ? null : "must be a fraction from 0 to 0.2";
        return valid ? fraction.ToString("R", CultureInfo.InvariantCulture) : null;
    }

    internal static string? Profile(string value, out string? error)
    {
        var found = Profiles.Names.FirstOrDefault(name => name.Equals(value, StringComparison.OrdinalIgnoreCase));
        error = found is null ? $"must be one of {string.Join(", ", Profiles.Names)}" : null;
        return found;
    }

    internal static string? Outage(string value, out string? error)
    {
        var found = value.ToLowerInvariant();
        error = found is "stop" or "hold" ? null : "must be stop or hold";
        return error is null ? found : null;
    }

    internal static string? Boolean(string value, out string? error)
    {
        var valid = bool.TryParse(value, out var flag);
        error = valid ? null : "must be true or false";
        return valid ? (flag ? "true" : "false") : null;
    }

    internal static string? Priority(string value, out string? error)
    {
        var valid = int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is >= -1000 and <= 1000;
        error = valid ? null : "must be a whole number from -1000 to 1000";
        return valid ? number.ToString(CultureInfo.InvariantCulture) : null;
    }

    internal static string? Text(string value, out string? error)
    {
        error = value.Length is > 0 and <= MaximumLength ? null : $"must have 1 to {MaximumLength} characters";
        return error is null ? value : null;
    }

    internal static string? Endpoint(string value, out string? error)
    {
        var match = EndpointPattern.Match(value);
        var valid = match.Success && int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture) is > 0 and <= 65_535;
        error = valid ? null : "must have the form tcp://*:33237 (cluster) or tcp://address:33237 (node), with a port from 1 to 65535";
        return valid ? value : null;
    }

    private static readonly Regex EndpointPattern =
        new(@"^tcp://(\*|[A-Za-z0-9.\-]+|\[[0-9A-Fa-f:]+\]):(?<port>[0-9]{1,5})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}

/// <summary>Reads a value; null with an error where it is not valid.</summary>
public delegate string? SettingParser(string value, out string? error);

/// <summary>Where a setting may be set.</summary>
[Flags]
public enum SettingScope { Cluster = 1, Node = 2, Both = 3 }
