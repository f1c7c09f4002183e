using System.Text.Json;
using EventCluster.Hosting;
using EventCluster.Shared;

namespace EventCluster.BusBench;

/// <summary>Heartbeats of many nodes through the broker to a real control plane and their answers back, with everything on this machine.</summary>
internal static class HeartbeatBench
{
    private const string Key = "a key that only benchmarks use";
    private const int UnderWay = 400;
    private const double AnswerLimitMilliseconds = 500; // half an interval of the profile balanced: a worker asks over HTTP then

    public static async Task<IReadOnlyList<Figure>> RunAsync(string folder, LocalBroker broker, BenchOptions options)
    {
        var settings = new Dictionary<string, string>(broker.Settings) { ["EventCluster__EncryptionKey"] = Key, ["EventCluster__Cluster__Name"] = "heartbeats" };
        await using var programs = await Programs.StartAsync(folder, "balanced", settings);
        await using var fleet = await BusFleet.JoinAsync(programs, broker, EncryptionKey.From(Key, null)!, options.Nodes);
        using var stop = new CancellationTokenSource();
        var life = fleet.LiveAsync(stop.Token);
        await Task.Delay(options.Span / 2);

        // Before, nodes joined and were silent until the last one had its queue.
        var since = (await programs.Http.GetFromJsonAsync<JsonElement>("/v1/cluster")).GetProperty("version").GetInt32();
        var live = Uses(broker, programs);
        var waits = await fleet.AnsweredAsync(options.Span);
        var expected = options.Span.TotalSeconds * options.Nodes;
        var (processors, memory) = (live.Select(use => use.Processors).ToArray(), live.Select(use => use.Memory).ToArray());
        var suspicions = await SuspicionsAsync(programs, since);
        await stop.CancelAsync();
        await life;

        var flooded = Uses(broker, programs);
        var flood = await fleet.FloodAsync(UnderWay, options.Span);
        var cost = flooded.Select(use => use.Processors / flood * 1_000_000).ToArray();
        programs.Kill("control-plane");
        var raw = await RawRoundTrip.RunAsync(broker, fleet.Sample.Heartbeat, fleet.Sample.Answer, options.Nodes, UnderWay, options.Span);

        var ordered = waits.Select(wait => wait.TotalMilliseconds).Order().ToArray();
        var who = $"{options.Nodes:#,0} nodes at 1/s";
        return
        [
            new("heartbeats over the broker each second (limit: raw client)", flood, "/s", raw, null, AtMost: false),
            new("processor time of each: broker", cost[0], "µs", null, null, AtMost: true),
            new("processor time of each: control plane", cost[1], "µs", null, null, AtMost: true),
            new("processor time of each: load", cost[2], "µs", null, null, AtMost: true),
            new($"{who}: answered", waits.Count / expected * 100, "%", null, 99, AtMost: false),
            new($"{who}: wait for the answer, p50", At(ordered, 0.50), "ms", null, null, AtMost: true),
            new($"{who}: wait for the answer, p99", At(ordered, 0.99), "ms", null, AnswerLimitMilliseconds, AtMost: true),
            new($"{who}: false suspicions", suspicions, "", null, 0, AtMost: true),
            new($"{who}: processors of the broker", processors[0], "", null, null, AtMost: true),
            new($"{who}: processors of the control plane", processors[1], "", null, null, AtMost: true),
            new($"{who}: processors of the load", processors[2], "", null, null, AtMost: true),
            new($"{who}: memory of the broker", memory[0], "MiB", null, null, AtMost: true),
            new($"{who}: memory of the control plane", memory[1], "MiB", null, null, AtMost: true),
        ];
    }

    private static ProcessUse[] Uses(LocalBroker broker, Programs programs) => [new(broker.Pid), new(programs.Pid("control-plane")), new(Environment.ProcessId)];

    private static double At(double[] ordered, double part) => ordered.Length == 0 ? double.NaN : ordered[(int)((ordered.Length - 1) * part)];

    private static async Task<double> SuspicionsAsync(Programs programs, int since)
    {
        var page = await programs.Http.GetFromJsonAsync<JsonElement>($"/v1/audit?type=NodeSuspected,NodeLost&after={since}&limit=500");
        return page.GetProperty("items").GetArrayLength();
    }
}
