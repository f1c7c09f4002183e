using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Instances;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Security;
using EventCluster.ControlPlane.Status;
using EventCluster.Domain.Commands;

namespace EventCluster.ControlPlane.Http;

/// <summary><c>/v1/nodes</c>: for people.</summary>
internal static class NodeEndpoints
{
    private const int MostHeartbeats = 1_000;
    private const int RecentHeartbeats = 20;

    internal static void MapNodes(this IEndpointRouteBuilder routes)
    {
        var nodes = routes.MapGroup("/v1/nodes").WithTags("Nodes");
        nodes.MapGet("", ListAsync).ShownByHolder().Require(Roles.Viewer).Produces<NodeList>().Describe("All nodes.");
        nodes.MapGet("/{name}", GetAsync).ShownByHolder().Require(Roles.Viewer).Produces<NodeStatus>().Describe("One node with its checks and recent heartbeats.").ProducesProblemCodes(404);
        nodes.MapGet("/{name}/heartbeats", HeartbeatsAsync).Require(Roles.Viewer).Produces<HeartbeatList>()
            .Describe("Recorded heartbeats of a node, newest first.", new QueryParameter("limit", $"At most so many, 1 to {MostHeartbeats}; 100 where nothing is said."))
            .ProducesProblemCodes(404);
        Reasoned(nodes.MapPost("/{name}/drain", (HttpContext context, string name, CommandDesk desk) => SendAsync(context, desk, new DrainNode(name), needsReason: true)),
            "Takes a node into maintenance; the active role moves away first. Needs a reason.", moves: true);
        Reasoned(nodes.MapPost("/{name}/resume", (HttpContext context, string name, CommandDesk desk) => SendAsync(context, desk, new ResumeNode(name))),
            "Brings a node back from maintenance.");
        Reasoned(nodes.MapPost("/{name}/restart", (HttpContext context, string name, CommandDesk desk) => SendAsync(context, desk, new RestartNode(name), needsReason: true)),
            "Restarts the product on a node. Needs a reason.");
        nodes.MapDelete("/{name}", (HttpContext context, string name, CommandDesk desk) =>
                SendAsync(context, desk, new RemoveNode(name, Query.Flag(context, "force")), Query.Text(context, "reason")))
            .Command<ReasonRequest>(
                "Removes a node. Refused while it is alive, unless forced; it does not come back by heartbeat alone.", Roles.Admin, moves: false,
                new QueryParameter("force", "true: also while it is alive."), new QueryParameter("reason", "Why, where no body is sent."))
            .ProducesProblemCodes(404);
    }

    private static void Reasoned(RouteHandlerBuilder endpoint, string summary, bool moves = false) =>
        endpoint.Command<ReasonRequest>(summary, moves: moves).ProducesProblemCodes(404);

    private static async Task SendAsync(HttpContext context, CommandDesk desk, ClusterCommand command, string? reason = null, bool needsReason = false)
    {
        var (body, bytes) = await Body.ReadCommandAsync(context, new ReasonRequest());
        await desk.AnswerAsync(context, command, body.Reason ?? reason, bytes, needsReason);
    }

    private static Task ListAsync(HttpContext context, StatusReader reader) =>
        JsonReply.WriteAsync(context, new NodeList(reader.Now(context).Nodes), Wire.Json.NodeList);

    private static async Task GetAsync(HttpContext context, string name, StatusReader reader, HeartbeatHistory history)
    {
        var node = reader.Now(context).Nodes.FirstOrDefault(n => n.Name == name) ?? throw Unknown(name);
        var recent = await history.ReadAsync(name, RecentHeartbeats, context.RequestAborted);
        await JsonReply.WriteAsync(context, node with { RecentHeartbeats = recent }, Wire.Json.NodeStatus);
    }

    private static async Task HeartbeatsAsync(HttpContext context, string name, ClusterLog log, HeartbeatHistory history)
    {
        var limit = Query.Int(context, "limit", 1, MostHeartbeats) ?? 100;
        if (!log.State.Nodes.ContainsKey(name))
        {
            throw Unknown(name);
        }

        var items = await history.ReadAsync(name, limit, context.RequestAborted);
        await JsonReply.WriteAsync(context, new HeartbeatList(items), Wire.Json.HeartbeatList);
    }

    private static ProblemException Unknown(string name) => new(ProblemCodes.NotFound, $"There is no node '{name}'. GET /v1/nodes lists them.");
}
