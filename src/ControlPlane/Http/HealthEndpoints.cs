using System.Globalization;
using System.Text.Json.Serialization;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Settings;

namespace EventCluster.ControlPlane.Http;

/// <summary>Health addresses: no login, no writes, answered from memory.</summary>
internal static class HealthEndpoints
{
    /// <summary>Load balancers ask with either.</summary>
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health");
        QueryParameter standby = new("standbyCode", "Status code instead of 503, for checkers that need another number, 200 to 599.");
        health.MapMethods("/live", Methods, (HttpContext context) => AnswerAsync(context, holds: true, "live", "live")).WithSummary("200 while the process serves.").WithMetadata(standby);
        health.MapMethods("/ready", Methods, (HttpContext context, ClusterLog log) => AnswerAsync(context, log.CaughtUp, "ready", log.Fault ?? "notReady"))
            .WithSummary("200 while the store is reachable and the projections are caught up.").WithMetadata(standby);
        health.MapMethods("/leader", Methods, (HttpContext context, TermHolder term) => AnswerAsync(context, term.IsActive, "active", "standby"))
            .WithSummary("200 only on the instance that holds the term.").WithMetadata(standby);
        health.MapMethods("", Methods, SummaryAsync).WithSummary("A summary as JSON; 503 while not ready.").Produces<HealthSummary>().WithMetadata(standby);
    }

    private static Task AnswerAsync(HttpContext context, bool holds, string yes, string no)
    {
        context.Response.StatusCode = holds ? StatusCodes.Status200OK : NoCode(context);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync((holds ? yes : no) + "\n", context.RequestAborted);
    }

    private static Task SummaryAsync(HttpContext context, ClusterLog log, TermHolder term, ControlPlaneSettings settings)
    {
        context.Response.StatusCode = log.CaughtUp ? StatusCodes.Status200OK : NoCode(context);
        context.Response.Headers.CacheControl = "no-store";
        HealthSummary summary = new(settings.Instance, Live: true, log.CaughtUp, term.IsActive, term.Held?.Term, log.State.Version, log.Fault);
        return JsonReply.WriteAsync(context, summary, HealthJson.Default.HealthSummary);
    }

    private static int NoCode(HttpContext context) =>
        int.TryParse(context.Request.Query["standbyCode"], NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 200 and <= 599
            ? code
            : StatusCodes.Status503ServiceUnavailable;
}

/// <summary><c>GET /health</c>.</summary>
/// <param name="Instance">Name of the instance.</param>
/// <param name="Live">It serves.</param>
/// <param name="Ready">Store reachable, projections caught up.</param>
/// <param name="Leader">It holds the term.</param>
/// <param name="Term">The term it holds.</param>
/// <param name="Version">Version of the cluster that it knows.</param>
/// <param name="Fault">Why it is not ready.</param>
internal sealed record HealthSummary(string Instance, bool Live, bool Ready, bool Leader, long? Term, int Version, string? Fault);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HealthSummary))]
internal sealed partial class HealthJson : JsonSerializerContext;
