using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Instances;
using EventCluster.ControlPlane.Security;

namespace EventCluster.ControlPlane.Http;

/// <summary><c>/v1/scheduler</c>: which control plane instance decides.</summary>
internal static class SchedulerEndpoints
{
    internal static void MapScheduler(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/scheduler", (HttpContext context, SchedulerView view) => JsonReply.WriteAsync(context, view.Now(), Wire.Json.SchedulerStatus))
            .WithTags("Cluster").Require(Roles.Viewer).Produces<SchedulerStatus>()
            .Describe("Which control plane instance decides, its term, since when and why it began, and every instance with its address: active, standby or gone.");
}
