namespace EventCluster.ControlPlane.Instances;

/// <summary>Speaks HTTP with other instances: few connections, kept open, each call with a time limit, each answer of bounded size.</summary>
internal sealed class InstanceClient(TimeProvider clock) : IDisposable
{
    private const int MostConnections = 64;
    private const int LargestReplyBytes = 32 * 1024 * 1024;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        ConnectTimeout = ConnectLimit,
        MaxConnectionsPerServer = MostConnections,
        MaxResponseHeadersLength = 32,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    });

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <returns>The answer, to be disposed; null where none came in time or none that can be used.</returns>
    internal async Task<InstanceReply?> SendAsync(HttpRequestMessage request, TimeSpan limit, CancellationToken cancellation)
    {
        using var time = new CancellationTokenSource(limit, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellation);
        HttpResponseMessage? response = null;
        try
        {
            response = await _client.SendAsync(request, bound.Token);
            await response.Content.LoadIntoBufferAsync(LargestReplyBytes, bound.Token);
            return new(response, await response.Content.ReadAsByteArrayAsync(bound.Token));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            response?.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}

/// <summary>An answer of another instance.</summary>
/// <param name="Response">Its status and headers.</param>
/// <param name="Body">All of its body.</param>
internal sealed record InstanceReply(HttpResponseMessage Response, byte[] Body) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Response.Dispose();
}
