using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Security;

namespace EventCluster.ControlPlane.Http;

/// <summary><c>/signin</c>: a one-time address makes a cookie for the page.</summary>
internal static class SignInEndpoints
{
    internal static void MapSignIn(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/signin", SignInAsync).ExcludeFromDescription();

    private static async Task SignInAsync(HttpContext context, SignInCodes codes)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (codes.Redeem(Query.Text(context, "code") ?? "") is not { } hash)
        {
            throw new ProblemException(ProblemCodes.Unauthorized, "This sign-in address was used already, is older than ten minutes, or is of another instance. Restart the control plane for a new one.");
        }

        await Session.BeginAsync(context, hash);
        context.Response.Redirect("/");
    }
}
