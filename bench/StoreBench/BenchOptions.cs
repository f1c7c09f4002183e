using System.Globalization;

namespace EventCluster.StoreBench;

/// <summary>What to measure, and how long.</summary>
/// <param name="Span">Time of each measurement.</param>
/// <param name="JsonPath">Where to write the figures for machines, if anywhere.</param>
/// <param name="Engine">Only this one, <c>Sqlite</c> or <c>SqlServer</c>; null for both.</param>
/// <param name="Folder">Where the databases are made; its disk is what is measured.</param>
internal sealed record BenchOptions(TimeSpan Span, string? JsonPath, string Folder, string? Engine = null)
{
    private const string Usage = "Usage: StoreBench [--seconds 1..600] [--json FILE] [--folder FOLDER] [--engine Sqlite|SqlServer]";

    public static bool TryParse(string[] args, out BenchOptions options, out string error)
    {
        (options, error) = (new BenchOptions(TimeSpan.FromSeconds(3), null, Path.GetTempPath()), "");
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var parsed = (args[i], value) switch
            {
                ("--seconds", _) when int.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 600 => options with { Span = TimeSpan.FromSeconds(seconds) },
                ("--json", not "") => options with { JsonPath = value },
                ("--engine", "Sqlite" or "SqlServer") => options with { Engine = value },
                ("--folder", not "") => options with { Folder = value },
                _ => null,
            };
            if (parsed is null)
            {
                error = $"'{args[i]} {value}' is not understood. {Usage}";
                return false;
            }

            options = parsed;
        }

        return true;
    }
}
