using System.Globalization;
using EventCluster.Shared;

namespace EventCluster.ClusterBench;

/// <summary>What is measured, in order.</summary>
internal static class Plan
{
    public static IEnumerable<(string Name, Func<Task<IReadOnlyList<Figure>>> Measure)> Of(BenchOptions options, ScratchFolder folder) =>
        from plan in All(options, folder) where options.Only is null || plan.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase) select plan;

    private static (string Name, Func<Task<IReadOnlyList<Figure>>> Measure)[] All(BenchOptions options, ScratchFolder folder) =>
    [
        ("rebuild", () => RebuildBench.RunAsync(folder.New("rebuild"))),
        ("heartbeats", () => HeartbeatBench.RunAsync(folder.New("heartbeats"), options.Span)),
        ("memory", () => MemoryBench.RunAsync(folder.New("memory"))),
        ("switchover", () => MoveBench.SwitchoverAsync(folder.New("switchover"), options.Moves)),
        ("failover", () => MoveBench.FailoverAsync(folder.New("failover"), options.Moves)),
        ("takeover", () => TakeOverBench.RunAsync(folder.New("takeover"), options.Moves)),
    ];
}

/// <summary>What to measure, and how long.</summary>
/// <param name="Span">Time of each measurement of a rate.</param>
/// <param name="Moves">How many switchovers and failovers.</param>
/// <param name="Folder">Where data is made; its disk is what is measured.</param>
/// <param name="Only">Part of the name of what to measure; null for everything.</param>
internal sealed record BenchOptions(TimeSpan Span, int Moves, string Folder, string? Only)
{
    public static BenchOptions? Parse(string[] args, out string error)
    {
        var options = new BenchOptions(TimeSpan.FromSeconds(10), 15, Path.GetTempPath(), null);
        error = "";
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var number = int.TryParse(value, CultureInfo.InvariantCulture, out var n) ? n : 0;
            BenchOptions? next = args[i] switch
            {
                "--seconds" when number is >= 1 and <= 600 => options with { Span = TimeSpan.FromSeconds(number) },
                "--moves" when number is >= 1 and <= 1000 => options with { Moves = number },
                "--folder" when value.Length > 0 => options with { Folder = value },
                "--only" when value.Length > 0 => options with { Only = value },
                _ => null,
            };
            if (next is null)
            {
                error = $"'{args[i]} {value}' is not understood. Usage: ClusterBench [--seconds 1..600] [--moves 1..1000] [--folder FOLDER] [--only NAME]";
                return null;
            }

            options = next;
        }

        return options;
    }
}
