using System.Net.Http.Headers;

namespace EventCluster.NodeWorker.Link;

/// <summary>Signals over HTTP: <c>GET /v1/nodes/{name}/signals</c>.</summary>
/// <param name="node">Name of the node.</param>
/// <param name="address">The instance to listen to, asked for at each attempt.</param>
public sealed class SignalStream(string node, Func<Uri> address) : ISignalStream, IDisposable
{
    private const int LongestLine = 4096;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    // The control plane sends a comment every few seconds; a stream that says nothing for this long is dead.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    private readonly HttpClient _client = new(new SocketsHttpHandler { ConnectTimeout = ConnectLimit, UseCookies = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <inheritdoc/>
    public async Task<bool> ListenAsync(string token, Action signalled, CancellationToken stop)
    {
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silent.CancelAfter(ConnectLimit);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address(), $"/v1/nodes/{node}/signals"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.Add(new("text/event-stream"));
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silent.Token);
        if (!response.IsSuccessStatusCode)
        {
            return false;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(silent.Token);
        using var reader = new StreamReader(stream, bufferSize: LongestLine);
        signalled();
        while (true)
        {
            silent.CancelAfter(Silence);
            var line = await reader.ReadLineAsync(silent.Token);
            if (line is null)
            {
                return true;
            }

            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                signalled();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
