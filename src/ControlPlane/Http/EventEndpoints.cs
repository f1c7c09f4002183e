using System.Globalization;
using EventCluster.ControlPlane.Audit;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Security;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Http;

/// <summary><c>/v1/events</c>: the history as it happens, resumable.</summary>
internal static class EventEndpoints
{
    internal static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/events", StreamAsync).WithTags("History").Require(Roles.Viewer).Produces(StatusCodes.Status200OK, contentType: EventStream.MediaType)
            .Describe(
                "Server-sent events of the cluster's history. The id of each is its version; Last-Event-ID resumes after it.",
                new QueryParameter("after", "Begin after this version; -1 for everything. Without it, and without Last-Event-ID, only what is new is sent."));

    private static async Task StreamAsync(HttpContext context, ClusterLog log, IStreamStore store, EventStreams streams)
    {
        var next = (After(context) ?? log.State.Version) + 1;
        using var stream = streams.Begin(context);
        await stream.CommentAsync("listening");
        while (true)
        {
            if (await stream.WaitAsync(ending => Wait(log, next, ending)))
            {
                await foreach (var stored in store.ReadStreamAsync(ClusterLog.Stream, next, cancellation: stream.Ending))
                {
                    var entry = AuditEntries.Of(stored);
                    await stream.SendAsync(entry.Version.ToString(CultureInfo.InvariantCulture), entry.Type, entry, Wire.Json.AuditEntry);
                    next = stored.Version + 1;
                }
            }
        }
    }

    private static async ValueTask<bool> Wait(ClusterLog log, int version, CancellationToken ending) =>
        await log.WaitForAsync(version, EventStream.Quiet * 2, ending);

    private static int? After(HttpContext context)
    {
        if (Query.Int(context, "after", -1, int.MaxValue - 1) is { } after && context.Request.Headers["Last-Event-ID"].Count == 0)
        {
            return after;
        }

        return context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } id]
            ? int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version < int.MaxValue ? version
                : throw ProblemException.Invalid("Last-Event-ID", $"is '{id}'; it must be the id of an event of this stream.")
            : null;
    }
}
