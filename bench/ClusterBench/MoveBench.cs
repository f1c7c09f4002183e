using System.Diagnostics;
using System.Text.Json;
using EventCluster.Shared;

namespace EventCluster.ClusterBench;

/// <summary>How long the service is without a node: planned, and after the active worker was killed. The service itself is a mere <c>sleep</c>.</summary>
internal static class MoveBench
{
    private static readonly string[] Nodes = ["node-a", "node-b", "node-c"];
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1.5);

    public static async Task<IReadOnlyList<Figure>> SwitchoverAsync(string folder, int moves)
    {
        await using var programs = await StartAsync(folder, "balanced");
        List<double> times = [];
        for (var i = 0; i < moves; i++)
        {
            var (active, epoch) = await ActiveAsync(programs);
            var to = Nodes[(Array.IndexOf(Nodes, active) + 1) % Nodes.Length];
            await Task.Delay(Settle / 3);
            var begun = Stopwatch.GetTimestamp();
            using var response = await programs.Http.PostAsJsonAsync("/v1/cluster/switchover", new { to, reason = "bench" });
            response.EnsureSuccessStatusCode();
            await RunsAsync(programs, epoch + 1);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        times.Sort();
        return
        [
            new("switchover, median", times[times.Count / 2], "ms", null, 100, AtMost: true),
            new("switchover, slowest", times[^1], "ms", null, null, AtMost: true),
        ];
    }

    public static async Task<IReadOnlyList<Figure>> FailoverAsync(string folder, int moves)
    {
        const double LeaseSeconds = 1;
        await using var programs = await StartAsync(folder, "fast");
        List<double> times = [];
        for (var i = 0; i < moves; i++)
        {
            var (active, epoch) = await ActiveAsync(programs);
            await Task.Delay(Settle);
            var begun = Stopwatch.GetTimestamp();
            programs.Kill(active);
            await RunsAsync(programs, epoch + 1);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds / LeaseSeconds);
            programs.StartWorker(active);
            await AllHealthyAsync(programs);
        }

        times.Sort();
        return
        [
            new("failover after kill -9, median, divided by the lease", times[times.Count / 2], "x", null, 1.15, AtMost: true),
            new("failover after kill -9, slowest, divided by the lease", times[^1], "x", null, 1.15, AtMost: true),
        ];
    }

    private static async Task<Programs> StartAsync(string folder, string profile)
    {
        var programs = await Programs.StartAsync(folder, profile);
        foreach (var node in Nodes)
        {
            programs.StartWorker(node);
        }

        await AllHealthyAsync(programs);
        return programs;
    }

    private static Task AllHealthyAsync(Programs programs) => Programs.UntilAsync(
        async () => (await ClusterAsync(programs)).GetProperty("nodes").EnumerateArray().Count(n => n.GetProperty("state").GetString() == "healthy") == Nodes.Length,
        "three healthy nodes");

    private static Task RunsAsync(Programs programs, long epoch) => Programs.UntilAsync(
        async () => Active(await ClusterAsync(programs)) is { } active && active.GetProperty("epoch").GetInt64() >= epoch && active.GetProperty("serviceRunning").GetBoolean(),
        $"the service in epoch {epoch}");

    private static async Task<(string Node, long Epoch)> ActiveAsync(Programs programs)
    {
        JsonElement? active = null;
        await Programs.UntilAsync(async () => (active = Active(await ClusterAsync(programs))) is { } a && a.GetProperty("serviceRunning").GetBoolean(), "an active node");
        return (active!.Value.GetProperty("node").GetString()!, active.Value.GetProperty("epoch").GetInt64());
    }

    private static JsonElement? Active(JsonElement cluster) =>
        cluster.TryGetProperty("active", out var active) && active.ValueKind == JsonValueKind.Object ? active : null;

    private static Task<JsonElement> ClusterAsync(Programs programs) => programs.Http.GetFromJsonAsync<JsonElement>("/v1/cluster");
}
