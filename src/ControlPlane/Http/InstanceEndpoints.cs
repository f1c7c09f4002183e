using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Instances;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Security;
using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.Commands;

namespace EventCluster.ControlPlane.Http;

/// <summary>What control plane instances ask of each other, and what a person does about them.</summary>
internal static class InstanceEndpoints
{
    private const int LongestReason = 500;

    internal static void MapInstances(this IEndpointRouteBuilder routes)
    {
        var scheduler = routes.MapGroup("/v1/scheduler").WithTags("Cluster");
        scheduler.MapPost("/promises", PromiseAsync).WithMetadata(new BodyLimits(PromiseSeal.LargestBytes))
            .Describe("Control plane instances ask each other not to begin a term for a few seconds. Sealed under the encryption key; of no use to anybody else.").ProducesProblemCodes(409, 413);
        scheduler.MapPost("/takeover", TakeOverAsync).Require(Roles.Admin).Accepts<TakeOverRequest>("application/json").Produces<SchedulerStatus>().Describe(
            "Lets the instance that is asked begin a term although the last holder did not know it, where storeOutage is hold. Only when every other instance is down for certain.")
            .ProducesProblemCodes(409);
        scheduler.MapDelete("/instances/{name}", RemoveAsync).Command<ReasonRequest>(
            "Forgets a control plane instance that does not come back. Refused while it answers.", Roles.Admin, moves: false, new QueryParameter("reason", "Why, where no body is sent."))
            .ProducesProblemCodes(404);
    }

    private static async Task PromiseAsync(HttpContext context, PromiseBook book)
    {
        using MemoryStream question = new();
        await context.Request.Body.CopyToAsync(question, context.RequestAborted);
        var answer = book.Answer(question.GetBuffer().AsSpan(0, (int)question.Length));
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private static async Task TakeOverAsync(HttpContext context, TermSeeker seeker, SchedulerView view, ControlPlaneSettings settings)
    {
        var (body, _) = await Body.ReadCommandAsync(context, new TakeOverRequest());
        var reason = body.Reason?.Trim() ?? "";
        if (reason.Length is 0 or > LongestReason)
        {
            throw ProblemException.Invalid("reason", $"must have 1 to {LongestReason} characters; the history keeps it.");
        }

        if (seeker.Barred is not { } barred)
        {
            throw new ProblemException(ProblemCodes.Conflict, $"{settings.Instance} is not kept from beginning a term, so there is nothing to confirm. GET /v1/scheduler says who holds it.");
        }

        if (!body.ConfirmOthersDown)
        {
            throw new ProblemException(ProblemCodes.ConfirmationRequired, barred);
        }

        seeker.Confirm($"{Caller.Of(context).Actor} confirmed that every other instance is down: {reason}");
        await JsonReply.WriteAsync(context, view.Now(), Wire.Json.SchedulerStatus);
    }

    private static async Task RemoveAsync(HttpContext context, string name, CommandDesk desk, InstanceWatch watch, Log.ClusterLog log, ControlPlaneSettings settings)
    {
        var (body, bytes) = await Body.ReadCommandAsync(context, new ReasonRequest());
        if (name == settings.Instance || (log.State.Instances.TryGetValue(name, out var known) && !known.Left && !watch.IsGone(name)))
        {
            throw new ProblemException(ProblemCodes.Conflict, $"{name} is there. Stop it first.");
        }

        await desk.AnswerAsync(context, new RemoveInstance(name), body.Reason ?? Query.Text(context, "reason"), bytes);
    }
}
