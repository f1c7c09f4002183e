using System.Diagnostics;
using EventCluster.Shared;

namespace EventCluster.ClusterBench;

/// <summary>Heartbeats over HTTP that the control plane takes each second, with the load on the same machine.</summary>
internal static class HeartbeatBench
{
    private const int Nodes = 200;
    private const int Connections = 32;

    public static async Task<IReadOnlyList<Figure>> RunAsync(string folder, TimeSpan span)
    {
        await using var programs = await Programs.StartAsync(folder, "balanced");
        var fleet = await Fleet.JoinAsync(programs, Nodes);
        await fleet.FloodAsync(Connections, span / 4);
        var ours = await fleet.FloodAsync(Connections, span);
        programs.Kill("control-plane");
        return [new("heartbeats over HTTP each second (limit: a bare web server)", ours, "/s", await BareAsync(fleet, span), 3_000, AtMost: false)];
    }

    private static async Task<double> BareAsync(Fleet fleet, TimeSpan span)
    {
        var url = $"http://127.0.0.1:{Programs.FreePort()}";
        using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["bare-server", url]))!;
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(10) };
            await Programs.UntilAsync(async () => (await http.GetAsync("/")).IsSuccessStatusCode, "the bare server");
            await Fleet.FloodAsync(http, fleet.Members, Connections, span / 4);
            return await Fleet.FloodAsync(http, fleet.Members, Connections, span);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }
}
