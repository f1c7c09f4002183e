using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Audit;
using EventCluster.ControlPlane.Instances;
using EventCluster.ControlPlane.Jobs;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Pages;
using EventCluster.ControlPlane.Security;
using EventCluster.ControlPlane.Status;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventCluster.ControlPlane.Http;

/// <summary>The page for people: an overview with a few commands. Forms work without script.</summary>
internal static class PageEndpoints
{
    private const int HistoryShown = 20;
    private static readonly AuditFilter Everything = new(null, null, null, null, null, null);

    internal static void MapPage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", GetAsync).ShownByHolder().ExcludeFromDescription();
        routes.MapPost("/page/command", CommandAsync).Require(Roles.Operator).ExcludeFromDescription();
        routes.MapGet("/assets/page.css", () => PageAssets.Css).ExcludeFromDescription();
        routes.MapGet("/assets/page.js", () => PageAssets.Script).ExcludeFromDescription();
    }

    private static async Task<IResult> GetAsync(HttpContext context, TokenBook book, StatusReader status, ClusterLog log, JobViews views, AuditReader history, IAntiforgery forms) =>
        await Session.FindAsync(context, book) is { } caller
            ? await OverviewAsync(context, caller, status, log, views, history, forms, refusal: null)
            : SignIn(context, error: null);

    /// <summary>The page that says how to sign in.</summary>
    internal static RazorComponentResult SignIn(HttpContext context, string? error)
    {
        PageHeaders.Set(context.Response);
        return new RazorComponentResult<SignInPage>(new { Error = error }) { StatusCode = StatusCodes.Status401Unauthorized };
    }

    private static async Task<IResult> CommandAsync(
        HttpContext context, CommandDesk desk, StatusReader status, ClusterLog log, JobViews views, AuditReader history, IAntiforgery forms)
    {
        var form = await PageForm.ReadAsync(context, forms);
        var refusal = "This button is not known. Load the page again.";
        if (PageCommands.Find(form["do"].ToString(), form["node"].ToString(), form["job"].ToString()) is var (command, needsReason) && command is not null)
        {
            var reason = form["reason"].ToString().Trim();
            refusal = needsReason && reason.Length == 0
                ? "Say why: this can interrupt service, and the history keeps the reason."
                : (await desk.SendAsync(context, command, reason.Length > 0 ? reason : null, default)).Refusal?.Why;
        }

        return refusal is null
            ? TypedResults.Redirect("/")
            : await OverviewAsync(context, Caller.Of(context), status, log, views, history, forms, refusal);
    }

    private static async Task<RazorComponentResult> OverviewAsync(
        HttpContext context, Caller caller, StatusReader status, ClusterLog log, JobViews views, AuditReader history, IAntiforgery forms, string? refusal)
    {
        PageHeaders.Set(context.Response);
        var newest = await history.ReadAsync(Everything, AuditReader.Cursor(null)!.Value, HistoryShown, context.RequestAborted);
        var token = forms.GetAndStoreTokens(context);
        var mayChange = new AccessRule(Roles.Operator).Allows(caller.Role);
        var jobs = log.State.Jobs.Values.Select(views.Of).ToArray();
        PageModel model = new(status.Now(context), jobs, newest.Items, caller.Name, mayChange, token.FormFieldName, token.RequestToken!, refusal);
        return new RazorComponentResult<OverviewPage>(new { Model = model })
        {
            StatusCode = refusal is null ? StatusCodes.Status200OK : Problems.StatusOf(ProblemCodes.Conflict),
        };
    }
}
