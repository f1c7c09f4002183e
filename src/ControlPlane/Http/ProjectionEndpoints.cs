using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Audit;
using EventCluster.ControlPlane.Security;

namespace EventCluster.ControlPlane.Http;

/// <summary><c>/v1/projections</c>.</summary>
internal static class ProjectionEndpoints
{
    internal static void MapProjections(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/projections/rebuild", RebuildAsync).WithTags("History").Require(Roles.Operator).Produces<RebuildReport>()
            .Describe("Folds the history anew beside the live view, compares, and reports equality or the first difference. Changes nothing.").ProducesProblemCodes(409);

    private static async Task RebuildAsync(HttpContext context, Rebuild rebuild) =>
        await JsonReply.WriteAsync(context, await rebuild.RunAsync(context.RequestAborted), Wire.Json.RebuildReport);
}
