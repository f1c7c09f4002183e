using System.Globalization;
using EventCluster.Hosting.Metrics;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EventCluster.NodeWorker.Health;

/// <summary>The worker's own addresses: for load balancers and people, without login, writes or dependencies.</summary>
public static class HealthEndpoints
{
    private const int LongestRequestLine = 2048;
    private const int LongestHeaders = 16 * 1024;
    private const int MostConnections = 256;
    private const int LowestCode = 200;
    private const int HighestCode = 599;
    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(5);

    /// <summary>Small bounds: nobody sends much to a health endpoint.</summary>
    public static void Limit(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestLineSize = LongestRequestLine;
        options.Limits.MaxRequestHeadersTotalSize = LongestHeaders;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxConcurrentConnections = MostConnections;
        options.Limits.RequestHeadersTimeout = HeadersLimit;
    }

    /// <summary>The addresses.</summary>
    public static void Map(IEndpointRouteBuilder routes, WorkerHealth health)
    {
        routes.MapGet("/health/live", () => TypedResults.Text("live\n"));
        routes.MapGet("/health/web", (HttpContext context) => Answer(context, "serve", health.WebRefusal));
        routes.MapGet("/health/service", (HttpContext context) => Answer(context, "active", health.ServiceRefusal));
        routes.MapGet("/status", () => TypedResults.Json(health.Status, StatusJson.Default.WorkerStatus));
        routes.MapGet("/metrics", () => TypedResults.Text(WorkerMetrics.Write(health), PrometheusText.ContentType));
    }

    private static IResult Answer(HttpContext context, string yes, string? refusal)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Cluster-State"] = refusal ?? yes;
        return refusal is null
            ? TypedResults.Text(yes + "\n")
            : TypedResults.Text(refusal + "\n", statusCode: StandbyCode(context.Request.Query["standbyCode"]));
    }

    // Some checkers know no other way to tell "in order, but not here" from "broken".
    private static int StandbyCode(string? wanted) =>
        int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= LowestCode and <= HighestCode ? code : StatusCodes.Status503ServiceUnavailable;
}
