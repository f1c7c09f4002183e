using System.Net.Http.Headers;
using System.Text;
using EventCluster.Contracts;
using EventCluster.Contracts.Cluster;

namespace EventCluster.EndToEnd.Tests.Clusters;

/// <summary>Speaks with the control plane as an administrator: with one instance of it, and with the next where that one does not listen.</summary>
public sealed class ClusterClient(IReadOnlyList<Uri> addresses, Func<string> token) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http = new() { Timeout = Patience };
    private volatile int _instance;

    /// <summary>Sends a request. A key makes a command repeatable; a version to match lets it hold only for what was seen then.</summary>
    public async Task<Reply> SendAsync(HttpMethod method, string path, string? json = null, string? key = null, int? match = null)
    {
        for (var tried = 1; ; tried++)
        {
            var instance = _instance;
            try
            {
                return await SendToAsync(addresses[instance], method, path, json, key, match);
            }
            catch (HttpRequestException nobody) when (nobody.HttpRequestError == HttpRequestError.ConnectionError && tried < addresses.Count)
            {
                _instance = (instance + 1) % addresses.Count;
            }
        }
    }

    /// <summary>Reads an address.</summary>
    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Sends a command.</summary>
    public Task<Reply> PostAsync(string path, string json = "{}", string? key = null) => SendAsync(HttpMethod.Post, path, json, key);

    /// <summary>Removes a node.</summary>
    public Task<Reply> RemoveAsync(string node, bool force = false) =>
        SendAsync(HttpMethod.Delete, $"/v1/nodes/{node}?force={(force ? "true" : "false")}&reason=test");

    /// <summary>The cluster's status.</summary>
    public async Task<ClusterStatus> StatusAsync() => (await GetAsync("/v1/cluster")).Read(WireJson.Default.ClusterStatus);

    /// <summary>The cluster's status; null while nobody answers with it.</summary>
    public async Task<ClusterStatus?> TryStatusAsync()
    {
        try
        {
            var reply = await GetAsync("/v1/cluster");
            return reply.Status == System.Net.HttpStatusCode.OK ? reply.Read(WireJson.Default.ClusterStatus) : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>The history from a version on, oldest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> HistoryAsync(int after = -1)
    {
        List<AuditEntry> entries = [];
        for (var next = $"{after}"; next is not null;)
        {
            var page = (await GetAsync($"/v1/audit?after={next}&limit=500")).Read(WireJson.Default.AuditPage);
            entries.AddRange(page.Items);
            next = page.Next;
        }

        return entries;
    }

    /// <summary>Walks the hash chain.</summary>
    public async Task<AuditVerification> VerifyAsync() => (await GetAsync("/v1/audit/verify")).Read(WireJson.Default.AuditVerification);

    /// <summary>Folds the log anew and compares.</summary>
    public async Task<RebuildReport> RebuildAsync() => (await PostAsync("/v1/projections/rebuild")).Read(WireJson.Default.RebuildReport);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<Reply> SendToAsync(Uri address, HttpMethod method, string path, string? json, string? key, int? match)
    {
        using HttpRequestMessage request = new(method, new Uri(address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (match is { } version)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
