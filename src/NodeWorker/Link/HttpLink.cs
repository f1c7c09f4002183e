using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EventCluster.Contracts;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;

namespace EventCluster.NodeWorker.Link;

/// <summary>The way over HTTP.</summary>
/// <param name="node">Name of the node.</param>
/// <param name="addresses">The control plane's instances.</param>
/// <param name="joinToken">Admits the worker.</param>
public sealed class HttpLink(string node, IReadOnlyList<Uri> addresses, string joinToken) : IControlPlaneLink
{
    private const int LongestReplyBytes = 1024 * 1024;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectTimeout = ConnectLimit,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
        MaxConnectionsPerServer = 2,
        UseCookies = false,
        AllowAutoRedirect = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LongestReplyBytes,
    };

    private volatile int _index;

    /// <inheritdoc/>
    public string Channel => "http";

    /// <inheritdoc/>
    public string Current => Address.ToString();

    /// <summary>The instance that the next call goes to.</summary>
    public Uri Address => addresses[_index % addresses.Count];

    /// <inheritdoc/>
    public int Alternatives => addresses.Count;

    /// <inheritdoc/>
    public ValueTask<LinkAnswer<JoinReply>> JoinAsync(JoinRequest request, TimeSpan limit) =>
        ValueTask.FromResult(Call("/v1/nodes", request, WireJson.Default.JoinRequest, WireJson.Default.JoinReply, joinToken, limit));

    /// <inheritdoc/>
    public ValueTask<LinkAnswer<HeartbeatReply>> BeatAsync(HeartbeatRequest request, string token, BeatLimits limits) => ValueTask.FromResult(
        Call($"/v1/nodes/{node}/heartbeats", request, WireJson.Default.HeartbeatRequest, WireJson.Default.HeartbeatReply, token, limits.Whole));

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private LinkAnswer<TReply> Call<TRequest, TReply>(
        string path, TRequest body, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TReply> replyType, string token, TimeSpan limit)
        where TReply : class
    {
        var address = Address;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, requestType));
        request.Content.Headers.ContentType = new("application/json");
        using var limited = new CancellationTokenSource(limit);
        try
        {
            using var response = _client.Send(request, HttpCompletionOption.ResponseContentRead, limited.Token);
            using var content = response.Content.ReadAsStream(limited.Token);
            if (response.IsSuccessStatusCode)
            {
                return JsonSerializer.Deserialize(content, replyType) is { } reply
                    ? new(LinkOutcome.Answered, reply, "")
                    : Next<TReply>(LinkOutcome.Unavailable, $"{address} answered with nothing.");
            }

            var (outcome, detail) = Explain(response.StatusCode, Read(content));
            detail = $"{address} answered {(int)response.StatusCode}: {detail}";
            return outcome == LinkOutcome.Unavailable ? Next<TReply>(outcome, detail) : new(outcome, null, detail);
        }
        catch (OperationCanceledException)
        {
            return Next<TReply>(LinkOutcome.Unavailable, $"{address} did not answer within {limit.TotalMilliseconds:0} ms.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            return Next<TReply>(LinkOutcome.Unavailable, $"{address} cannot be reached: {e.Message}");
        }
    }

    private LinkAnswer<T> Next<T>(LinkOutcome outcome, string detail)
        where T : class
    {
        _index = (_index + 1) % addresses.Count;
        return new(outcome, null, detail);
    }

    private static Problem? Read(Stream content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, WireJson.Default.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (LinkOutcome Outcome, string Detail) Explain(HttpStatusCode status, Problem? problem) =>
        (problem?.Code, status) switch
        {
            (ProblemCodes.NodeSuperseded, _) => (LinkOutcome.Superseded, problem.Detail),
            (ProblemCodes.NodeRemoved, _) => (LinkOutcome.Removed, problem.Detail),
            (ProblemCodes.KeyMismatch, _) => (LinkOutcome.KeyMismatch, problem.Detail),
            (_, HttpStatusCode.Unauthorized) => (LinkOutcome.Unauthorized, problem?.Detail ?? "the token is not known"),
            (_, HttpStatusCode.NotFound) => (LinkOutcome.Unknown, problem?.Detail ?? "the node is not known"),
            (_, >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
                and not (_, HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests) =>
                (LinkOutcome.Refused, problem?.Detail ?? "the request is refused"),
            _ => (LinkOutcome.Unavailable, problem?.Detail ?? "it cannot serve that now"),
        };
}
