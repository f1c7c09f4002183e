using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Security;
using EventCluster.ControlPlane.Settings;

namespace EventCluster.ControlPlane.Http;

/// <summary><c>/v1/scheduler</c>: which control plane instance decides.</summary>
internal static class SchedulerEndpoints
{
    internal static void MapScheduler(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/scheduler", GetAsync).WithTags("Cluster").Require(Roles.Viewer).Produces<SchedulerStatus>()
            .Describe("Which control plane instance decides, its term, since when, and the others that ever did.");

    private static Task GetAsync(HttpContext context, ClusterLog log, TermHolder term, ControlPlaneSettings settings)
    {
        var state = log.State;
        SortedDictionary<string, string> known = new(state.Instances, StringComparer.Ordinal) { [settings.Instance] = settings.Address };
        InstanceStatus[] instances =
        [
            .. known.Select(i => new InstanceStatus(i.Key, i.Value, State(i.Key))),
        ];
        return JsonReply.WriteAsync(
            context, new SchedulerStatus(state.Scheduler?.Instance, state.Scheduler?.Term ?? 0, state.Scheduler?.Since, instances), Wire.Json.SchedulerStatus);

        // Of the others nothing is known but their newest term.
        string State(string name) =>
            name == settings.Instance ? (term.IsActive ? "active" : "standby")
            : name == state.Scheduler?.Instance && !term.IsActive ? "active"
            : "standby";
    }
}
