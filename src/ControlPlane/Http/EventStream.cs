using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EventCluster.ControlPlane.Http;

/// <summary>One server-sent event stream. It shows that it is alive at least every few seconds.</summary>
internal sealed class EventStream(HttpContext context, CancellationToken ending, Action end) : IDisposable
{
    internal const string MediaType = "text/event-stream";

    /// <summary>How long nothing may be sent.</summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromSeconds(4);

    /// <summary>Ends with the request or with the server.</summary>
    internal CancellationToken Ending { get; } = ending;

    /// <summary>Waits for something to send, at most for the quiet time; then sends a comment. False when there is nothing.</summary>
    internal async Task<bool> WaitAsync(Func<CancellationToken, ValueTask<bool>> wait)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        limit.CancelAfter(Quiet);
        try
        {
            return await wait(limit.Token);
        }
        catch (OperationCanceledException) when (!Ending.IsCancellationRequested)
        {
            await CommentAsync("alive");
            return false;
        }
    }

    /// <summary>Sends a comment, which readers pass over.</summary>
    internal Task CommentAsync(string text) => WriteAsync($": {text}\n\n");

    /// <summary>Sends an event.</summary>
    internal Task SendAsync<T>(string? id, string name, T value, JsonTypeInfo<T> type)
    {
        var head = id is null ? "" : $"id: {id}\n";
        return WriteAsync($"{head}event: {name}\ndata: {JsonSerializer.Serialize(value, type)}\n\n");
    }

    public void Dispose() => end();

    private async Task WriteAsync(string text)
    {
        await context.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), Ending);
        await context.Response.BodyWriter.FlushAsync(Ending);
    }
}
