using System.Globalization;

namespace EventCluster.BusBench;

/// <summary>What to measure, and how long.</summary>
/// <param name="Span">Time of each measurement of a rate.</param>
/// <param name="Nodes">How many nodes send a heartbeat a second.</param>
/// <param name="Toggles">How often high availability is switched.</param>
/// <param name="Folder">Where data is made; its disk is what is measured.</param>
/// <param name="Only">Part of the name of what to measure; null for everything.</param>
internal sealed record BenchOptions(TimeSpan Span, int Nodes, int Toggles, string Folder, string? Only)
{
    public static BenchOptions? Parse(string[] args, out string error)
    {
        var options = new BenchOptions(TimeSpan.FromSeconds(20), 2_000, 100, Path.GetTempPath(), null);
        error = "";
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var number = int.TryParse(value, CultureInfo.InvariantCulture, out var n) ? n : 0;
            BenchOptions? next = args[i] switch
            {
                "--seconds" when number is >= 1 and <= 3600 => options with { Span = TimeSpan.FromSeconds(number) },
                "--nodes" when number is >= 1 and <= 10_000 => options with { Nodes = number },
                "--toggles" when number is >= 1 and <= 10_000 => options with { Toggles = number },
                "--folder" when value.Length > 0 => options with { Folder = value },
                "--only" when value.Length > 0 => options with { Only = value },
                _ => null,
            };
            if (next is null)
            {
                error = $"'{args[i]} {value}' is not understood. Usage: BusBench [--seconds 1..3600] [--nodes 1..10000] [--toggles 1..10000] [--folder FOLDER] [--only NAME]";
                return null;
            }

            options = next;
        }

        return options;
    }
}
