using System.Net.Http.Headers;

namespace EventCluster.NodeWorker.Link;

/// <summary>
/// Listens to <c>GET /v1/nodes/{name}/signals</c> while nothing more prompt serves. Whatever is missed here comes with the next heartbeat.
/// </summary>
/// <param name="node">Name of the node.</param>
/// <param name="address">The instance to listen to, asked for at each attempt.</param>
/// <param name="token">The node's token, null before it has joined.</param>
/// <param name="signalled">A signal came.</param>
/// <param name="needed">Open while it shall listen.</param>
public sealed class SignalListener(string node, Func<Uri> address, Func<string?> token, Action signalled, Gate needed)
{
    private const int LongestLine = 4096;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    // The control plane sends a comment every few seconds; a stream that says nothing for this long is dead.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    /// <summary>Listens until cancelled, reconnecting with growing pauses.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = ConnectLimit, UseCookies = false, AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var pause = ShortestPause;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await needed.Opened.WaitAsync(stop);
                using var unneeded = CancellationTokenSource.CreateLinkedTokenSource(stop, needed.Closing);
                if (token() is not { } bearer || await ListenAsync(client, bearer, unneeded.Token))
                {
                    pause = ShortestPause;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // Heartbeats go on, and show what is wrong.
                pause = needed.Opened.IsCompleted ? pause : ShortestPause;
            }

            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<bool> ListenAsync(HttpClient client, string bearer, CancellationToken stop)
    {
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silent.CancelAfter(ConnectLimit);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address(), $"/v1/nodes/{node}/signals"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        request.Headers.Accept.Add(new("text/event-stream"));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silent.Token);
        if (!response.IsSuccessStatusCode)
        {
            return false;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(silent.Token);
        using var reader = new StreamReader(stream, bufferSize: LongestLine);

        // What was signalled before the stream stood is asked for once.
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
}
