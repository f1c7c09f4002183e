using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;
using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Instances;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Security;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Commands;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Http;

/// <summary>What node workers use: joining, heartbeats, signals, events.</summary>
internal static class AgentEndpoints
{
    private const int MostEvents = 1_000;

    internal static void MapAgents(this IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/v1/nodes").WithTags("Agents");
        agents.MapPost("", JoinAsync).ByHolderInTime().Require(Roles.Join).WithMetadata(new BodyLimits(BodyLimits.Agent)).Accepts<JoinRequest>("application/json")
            .Produces<JoinReply>().Describe("A worker joins, with a join token. The answer holds the token for its heartbeats.").ProducesProblemCodes(409, 413, 415);
        agents.MapPost("/{name}/heartbeats", HeartbeatAsync).ByHolder().Require(Roles.Node).WithMetadata(new BodyLimits(BodyLimits.Agent))
            .Accepts<HeartbeatRequest>("application/json").Produces<HeartbeatReply>()
            .Describe("A worker's heartbeat, with its own token. The answer is its whole desired state.").ProducesProblemCodes(409, 410, 413, 415);
        agents.MapGet("/{name}/signals", SignalsAsync).Require(Roles.Node).Produces(StatusCodes.Status200OK, contentType: EventStream.MediaType)
            .Describe("Server-sent events: the node's desired state may have changed, so it shall send a heartbeat now.").ProducesProblemCodes(410);
        agents.MapGet("/{name}/events", EventsAsync).Require(Roles.Node).Produces<NodeEventPage>().Describe(
            "What concerns a node in the history: the events of the whole cluster and its own, oldest first. It fills what the bus has lost.",
            new QueryParameter("after", "Begin after this version; -1, or nothing, for everything."),
            new QueryParameter("limit", $"At most so many, 1 to {MostEvents}; 100 where nothing is said.")).ProducesProblemCodes(410);
    }

    private static async Task JoinAsync(HttpContext context, CommandDesk desk, HeartbeatDesk heartbeats, ClusterLog log, TermHolder term, ControlPlaneSettings settings)
    {
        var request = await Body.ReadAgentAsync(context, WireJson.Default.JoinRequest);
        AgentRules.Check(request);
        RequireTerm(term, log);
        var token = Tokens.Create(Roles.Node);
        var command = new JoinNode(request.Name, Facts(request), Tokens.Hash(token), settings.Key?.Fingerprint());
        var outcome = await desk.SendAsync(context, command, reason: null, default);
        if (outcome.Refusal is { } refusal)
        {
            throw new ProblemException(refusal.Code, refusal.Why, refusal.Errors);
        }

        var node = log.State.Nodes.GetValueOrDefault(request.Name);
        if (node?.TokenHash != command.TokenHash)
        {
            throw new ProblemException(ProblemCodes.NodeSuperseded, $"{request.Name} has joined again in the meantime, or was removed. Try again.");
        }

        context.Response.Headers.CacheControl = "no-store";
        await JsonReply.WriteAsync(context, new JoinReply(node.Name, log.State.Name, token, heartbeats.Answer(node, sequence: 0)), Wire.Json.JoinReply);
    }

    private static async Task HeartbeatAsync(HttpContext context, string name, HeartbeatDesk desk)
    {
        var heartbeat = await Body.ReadAgentAsync(context, WireJson.Default.HeartbeatRequest);
        AgentRules.Check(heartbeat);
        var result = desk.Receive(name, heartbeat, NodeSight.Http);
        if (result is not HeartbeatResult.Answered answered)
        {
            throw HeartbeatProblems.Of(name, result);
        }

        await JsonReply.WriteAsync(context, answered.Reply, Wire.Json.HeartbeatReply);
    }

    private static async Task SignalsAsync(HttpContext context, string name, HeartbeatDesk desk, ClusterLog log, EventStreams streams)
    {
        using var stream = streams.Begin(context);
        using var signals = desk.Signals.Listen(name);
        await stream.CommentAsync("listening");
        while (log.State.Nodes.ContainsKey(name))
        {
            if (await stream.WaitAsync(signals.Versions.WaitToReadAsync) && signals.Versions.TryRead(out var version))
            {
                await stream.SendAsync(id: null, name: "signal", new Signal(version), Wire.Json.Signal);
            }
        }
    }

    private static async Task EventsAsync(HttpContext context, string name, BusEvents events)
    {
        var after = Query.Int(context, "after", -1, int.MaxValue - 1) ?? -1;
        var page = await events.ReadAsync(name, after, Query.Int(context, "limit", 1, MostEvents) ?? 100, context.RequestAborted);
        await JsonReply.WriteAsync(context, page, Wire.Json.NodeEventPage);
    }

    private static void RequireTerm(TermHolder term, ClusterLog log)
    {
        if (!term.IsActive)
        {
            throw HeartbeatProblems.NotLeader(log.State.Scheduler?.Address);
        }
    }

    private static NodeFacts Facts(JoinRequest r) => new(
        r.Id, r.Boot, r.Home, r.Roles.Contains("web"), r.Roles.Contains("service"), r.Product, r.ProductVersion, r.WorkerVersion, r.Address, r.OperatingSystem,
        r.KeyFingerprint, r.StopBound, r.Actions is { Count: > 0 } actions ? actions : null);
}
