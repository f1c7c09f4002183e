using EventCluster.Contracts.Errors;

namespace EventCluster.ControlPlane.Http;

/// <summary>All server-sent event streams of this instance: a bound on their number, and their end when the instance stops.</summary>
internal sealed class EventStreams(IHostApplicationLifetime lifetime)
{
    private const int Most = 2_500;
    private int _open;

    /// <summary>How many are open.</summary>
    internal int Open => Volatile.Read(ref _open);

    /// <summary>Begins a stream; dispose it when done.</summary>
    internal EventStream Begin(HttpContext context)
    {
        if (Interlocked.Increment(ref _open) > Most)
        {
            Interlocked.Decrement(ref _open);
            throw new ProblemException(ProblemCodes.NotReady, $"This instance serves {Most} event streams already. Ask another instance, or poll.");
        }

        context.Response.ContentType = EventStream.MediaType;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        return new EventStream(context, ending.Token, () =>
        {
            ending.Dispose();
            Interlocked.Decrement(ref _open);
        });
    }
}
