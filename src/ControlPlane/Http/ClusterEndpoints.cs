using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Instances;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Security;
using EventCluster.ControlPlane.Status;
using EventCluster.Domain.Commands;

namespace EventCluster.ControlPlane.Http;

/// <summary><c>/v1/cluster</c>: the whole status, now or in the past, and the commands about the cluster.</summary>
internal static class ClusterEndpoints
{
    internal static void MapCluster(this IEndpointRouteBuilder routes)
    {
        var cluster = routes.MapGroup("/v1/cluster").WithTags("Cluster");
        cluster.MapGet("", GetAsync).ShownByHolder().Require(Roles.Viewer).Produces<ClusterStatus>().Produces(StatusCodes.Status304NotModified)
            .Describe(
                "The whole status. The ETag is the cluster's version.", new("version", "The cluster as it stood after this version."),
                new("at", "The cluster as it stood at this UTC time."));
        Flag<EnableHighAvailability>(cluster, "/ha/enable", "Switches automatic failover on.");
        Flag<DisableHighAvailability>(cluster, "/ha/disable", "Switches automatic failover off; only a person moves the role then.");
        Flag<EnableLoadBalancing>(cluster, "/load-balancing/enable", "Web traffic to every healthy web node.");
        Flag<DisableLoadBalancing>(cluster, "/load-balancing/disable", "Web traffic to the active node only.");
        Flag<ResumeAutomation>(cluster, "/resume", "Lets automatic decisions go on.");
        cluster.MapPost("/pause", PauseAsync).Command<PauseRequest>("Suspends automatic decisions, until a time if one is given, at most seven days.");
        cluster.MapPost("/switchover", SwitchoverAsync).Command<SwitchoverRequest>("Moves the active role in an orderly way. Needs a reason.", moves: true);
        cluster.MapPost("/failover", FailoverAsync)
            .Command<FailoverRequest>("Moves the active role although the old node may be gone. Needs a reason; confirmFenced says that the node with the role is certainly down, epoch which epoch that is about.", moves: true);
    }

    private static void Flag<TCommand>(IEndpointRouteBuilder cluster, string path, string summary)
        where TCommand : ClusterCommand, new() =>
        cluster.MapPost(path, async (HttpContext context, CommandDesk desk) =>
        {
            var (body, bytes) = await Body.ReadCommandAsync(context, new ReasonRequest());
            await desk.AnswerAsync(context, new TCommand(), body.Reason, bytes);
        }).Command<ReasonRequest>(summary);

    private static async Task GetAsync(HttpContext context, StatusReader reader)
    {
        var (version, at) = (Query.Int(context, "version", 0, int.MaxValue), Query.Time(context, "at"));
        if (version is not null && at is not null)
        {
            throw ProblemException.Invalid("version", "and 'at' cannot be given together; choose one.");
        }

        var status = version is { } v ? await reader.AtVersionAsync(v, context.RequestAborted)
            : at is { } time ? await reader.AtTimeAsync(time, context.RequestAborted)
            : reader.Now(context);
        context.Response.Headers.ETag = EntityTag.Of(status.Version);
        context.Response.Headers.CacheControl = "no-cache";
        if (EntityTag.IsKnown(context.Request, status.Version))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await JsonReply.WriteAsync(context, status, Wire.Json.ClusterStatus);
    }

    private static async Task PauseAsync(HttpContext context, CommandDesk desk)
    {
        var (body, bytes) = await Body.ReadCommandAsync(context, new PauseRequest());
        await desk.AnswerAsync(context, new PauseAutomation(Utc(body.Until)), body.Reason, bytes);
    }

    /// <summary>A time without a zone is UTC, as everywhere here.</summary>
    private static DateTime? Utc(DateTime? time) =>
        time is { Kind: DateTimeKind.Unspecified } bare ? DateTime.SpecifyKind(bare, DateTimeKind.Utc) : time?.ToUniversalTime();

    private static async Task SwitchoverAsync(HttpContext context, CommandDesk desk)
    {
        var (body, bytes) = await Body.ReadCommandAsync(context, new SwitchoverRequest());
        await desk.AnswerAsync(context, new RequestSwitchover(body.To), body.Reason, bytes, needsReason: true);
    }

    private static async Task FailoverAsync(HttpContext context, CommandDesk desk, ClusterLog log)
    {
        // What is confirmed is what was to be seen when it was asked for, whenever it is decided.
        var seen = log.State.Epoch;
        var (body, bytes) = await Body.ReadCommandAsync(context, new FailoverRequest());
        await desk.AnswerAsync(context, new ForceFailover(body.To, body.ConfirmFenced, body.Epoch ?? seen), body.Reason, bytes, needsReason: true);
    }
}
