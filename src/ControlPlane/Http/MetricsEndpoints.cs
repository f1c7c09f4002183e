using EventCluster.ControlPlane.Status;
using EventCluster.Hosting.Metrics;

namespace EventCluster.ControlPlane.Http;

/// <summary><c>/metrics</c>, for Prometheus. No login.</summary>
internal static class MetricsEndpoints
{
    internal static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", (ControlPlaneMetrics metrics) => TypedResults.Text(metrics.Write(), PrometheusText.ContentType))
            .WithTags("Health").WithSummary("Metrics as Prometheus text.");
}
