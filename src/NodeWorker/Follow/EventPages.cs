using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;

namespace EventCluster.NodeWorker.Follow;

/// <summary>The history over HTTP: <c>GET /v1/nodes/{name}/events</c>. After an instance that fails the next one is asked.</summary>
/// <param name="node">Name of the node.</param>
/// <param name="addresses">The control plane's instances.</param>
/// <param name="token">The node's token, null before it has joined.</param>
public sealed class EventPages(string node, IReadOnlyList<Uri> addresses, Func<string?> token) : IEventPages
{
    private const int EventsPerPage = 200;
    private const int LongestPageBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PageLimit = TimeSpan.FromSeconds(10);
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectTimeout = ConnectLimit,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        UseCookies = false,
        AllowAutoRedirect = false,
    })
    {
        Timeout = PageLimit,
        MaxResponseContentBufferSize = LongestPageBytes,
    };

    private int _index;

    /// <inheritdoc/>
    public async Task<(NodeEventPage? Page, string Problem)> ReadAsync(int after, CancellationToken stop)
    {
        if (token() is not { } bearer)
        {
            return (null, "this node has not joined");
        }

        var address = addresses[_index];
        var path = string.Create(CultureInfo.InvariantCulture, $"/v1/nodes/{node}/events?after={after}&limit={EventsPerPage}");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        string problem;
        try
        {
            using var response = await _client.SendAsync(request, stop);
            problem = $"{address} answered {(int)response.StatusCode}";
            if (response.IsSuccessStatusCode)
            {
                await using var content = await response.Content.ReadAsStreamAsync(stop);
                if (await JsonSerializer.DeserializeAsync(content, WireJson.Default.NodeEventPage, stop) is { } page)
                {
                    return (page, "");
                }
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            problem = $"{address} did not answer within {PageLimit.TotalSeconds:0} s";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            problem = $"{address} gives no events: {e.Message}";
        }

        _index = (_index + 1) % addresses.Count;
        return (null, problem);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
