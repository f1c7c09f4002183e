using System.Diagnostics;
using EventCluster.Shared;

namespace EventCluster.ClusterBench;

/// <summary>How long the cluster is without a holder of the term: stopped in order, killed, and paused, which nothing but its lease can end. Two instances on one SQLite database.</summary>
internal static class TakeOverBench
{
    private const double LeaseSeconds = 5;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Figure>> RunAsync(string folder, int moves)
    {
        await using var programs = await Programs.StartAsync(folder, "balanced");
        Dictionary<string, string> urls = new() { ["control-plane"] = programs.Url, ["control-plane-2"] = await programs.StartInstanceAsync("control-plane-2") };
        var (holder, other) = ("control-plane", "control-plane-2");
        List<double> stops = [], kills = [], pauses = [];
        for (var i = 0; i < moves; i++)
        {
            foreach (var (signal, times) in new[] { ("TERM", stops), ("KILL", kills), ("STOP", pauses) })
            {
                await Task.Delay(Settle);
                var begun = Stopwatch.GetTimestamp();
                programs.Signal(holder, signal);
                await Programs.UntilAsync(async () => (await programs.Http.GetAsync(urls[other] + "/health/leader")).IsSuccessStatusCode, "another holder");
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                programs.Kill(holder);
                urls[holder] = await programs.StartInstanceAsync(holder);
                (holder, other) = (other, holder);
            }
        }

        return
        [
            .. Figures("take-over after an orderly stop", stops, 1, "ms", 300), .. Figures("take-over after kill -9 on the same machine, divided by the scheduler's lease", kills, LeaseSeconds * 1000, "x", 1.15),
            .. Figures("take-over from a paused holder, divided by the scheduler's lease", pauses, LeaseSeconds * 1000, "x", 1.15),
        ];
    }

    private static IEnumerable<Figure> Figures(string what, List<double> times, double unit, string name, double aim)
    {
        times.Sort();
        return [new($"{what}, median", times[times.Count / 2] / unit, name, null, aim, AtMost: true), new($"{what}, slowest", times[^1] / unit, name, null, aim, AtMost: true)];
    }
}
