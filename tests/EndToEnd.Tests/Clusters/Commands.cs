using System.Collections.Concurrent;
using System.Net;
using EventCluster.Contracts;
using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests.Clusters;

/// <summary>Commands that are sent while things break, each with an idempotency key of its own, and what became of them.</summary>
/// <param name="client">Sends them.</param>
public sealed class Commands(ClusterClient client)
{
    private const string Setting = "product.counter";

    // Longer than any outage of the tests.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly ConcurrentDictionary<string, Guid> _answered = [];

    /// <summary>How many were answered with success.</summary>
    public int Answered => _answered.Count;

    /// <summary>Sends some, one after the other, each again with its key until it is answered.</summary>
    public async Task SendAsync(string caller, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await SendAsync($"{caller}-{i}");
        }
    }

    /// <summary>Sends one after the other until told to stop.</summary>
    public async Task SendUntilAsync(string caller, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await SendAsync($"{caller}-{i}");
        }
    }

    /// <summary>The history has every one that was acknowledged, and each once.</summary>
    public async Task ShouldAllBeThereOnceAsync()
    {
        var counted = (await client.HistoryAsync()).Where(entry => entry.Type == "ConfigurationChanged")
            .Select(entry => (entry.CorrelationId, Change: entry.Data.GetProperty("changes")[0])).Where(entry => entry.Change.GetProperty("name").GetString() == Setting)
            .Select(entry => (Value: entry.Change.GetProperty("new").GetString()!, entry.CorrelationId)).ToList();
        counted.Select(change => change.Value).ShouldBeUnique();
        counted.Order().ShouldBe(_answered.Select(answer => (answer.Key, answer.Value)).Order());
    }

    private async Task SendAsync(string value)
    {
        var (key, json) = ($"{Guid.CreateVersion7()}", $$"""{"set":{"{{Setting}}":"{{value}}"},"reason":"counting"}""");
        var reply = await Until.HasAsync($"command {value} is answered", async () =>
        {
            try
            {
                var answer = await client.SendAsync(HttpMethod.Patch, "/v1/config", json, key);
                return answer.Status is HttpStatusCode.ServiceUnavailable ? null : answer;
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                return null;
            }
        }, Patience);
        _answered[value] = reply.Read(WireJson.Default.CommandReply).CorrelationId;
    }
}
