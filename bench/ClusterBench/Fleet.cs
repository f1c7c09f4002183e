using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using EventCluster.Contracts;
using EventCluster.Contracts.Nodes;
using EventCluster.Shared;

namespace EventCluster.ClusterBench;

/// <summary>Many nodes without processes: they join and send heartbeats as workers do.</summary>
internal sealed class Fleet(HttpClient http, IReadOnlyList<Fleet.Member> members)
{
    public sealed class Member(string name, Guid boot, string token)
    {
        private long _sequence;

        public HttpRequestMessage Heartbeat()
        {
            var heartbeat = new HeartbeatRequest(
                boot, Interlocked.Increment(ref _sequence), 0, 0, null, null, null, ServiceState.Stopped, 0, null, null, false,
                [new("key", CheckStatus.Passed, "The encryption key is set."), new("clock", CheckStatus.Passed, "The clock is in step.")]);
            return new(HttpMethod.Post, $"/v1/nodes/{name}/heartbeats")
            {
                Content = Json(JsonSerializer.SerializeToUtf8Bytes(heartbeat, WireJson.Default.HeartbeatRequest)),
                Headers = { Authorization = new("Bearer", token) },
            };
        }
    }

    public static async Task<Fleet> JoinAsync(Programs programs, int nodes)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(programs.Url), Timeout = TimeSpan.FromSeconds(30) };
        List<Member> members = [];
        for (var i = 0; i < nodes; i++)
        {
            var (name, boot) = ($"bench-{i:0000}", Guid.CreateVersion7());
            var join = new JoinRequest(
                name, Guid.CreateVersion7(), boot, "home" + name, ["web"], "bench", "1.0", "0.1.0", "http://127.0.0.1:1", "Linux", null, TimeSpan.FromMilliseconds(50));
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/nodes") { Content = Json(JsonSerializer.SerializeToUtf8Bytes(join, WireJson.Default.JoinRequest)) };
            request.Headers.Authorization = new("Bearer", programs.JoinToken);
            using var response = await http.SendAsync(request);
            response.EnsureSuccessStatusCode();
            var reply = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(), WireJson.Default.JoinReply)!;
            members.Add(new(name, boot, reply.Token));
        }

        return new(http, members);
    }

    /// <summary>As many heartbeats as a number of connections can send, each after the answer to the one before it; heartbeats answered each second.</summary>
    public static Task<double> FloodAsync(HttpClient http, IReadOnlyList<Member> members, int connections, TimeSpan span)
    {
        var begun = Stopwatch.GetTimestamp();
        return CountAsync();

        async Task<double> CountAsync()
        {
            var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(() => SendAsync(c))));
            return counts.Sum() / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }

        async Task<long> SendAsync(int connection)
        {
            var answered = 0L;
            for (var i = connection; Stopwatch.GetElapsedTime(begun) < span; i += connections, answered++)
            {
                using var request = members[i % members.Count].Heartbeat();
                using var response = await http.SendAsync(request);
                response.EnsureSuccessStatusCode();
            }

            return answered;
        }
    }

    public Task<double> FloodAsync(int connections, TimeSpan span) => FloodAsync(http, members, connections, span);

    public IReadOnlyList<Member> Members => members;

    /// <summary>Every node sends a heartbeat each second, for some seconds.</summary>
    public async Task LiveAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            var begun = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(members, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (member, cancellation) =>
            {
                using var request = member.Heartbeat();
                using var response = await http.SendAsync(request, cancellation);
                response.EnsureSuccessStatusCode();
            });
            var rest = TimeSpan.FromSeconds(1) - Stopwatch.GetElapsedTime(begun);
            await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        }
    }

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
