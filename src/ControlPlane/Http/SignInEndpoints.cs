using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Security;
using Microsoft.AspNetCore.Antiforgery;

namespace EventCluster.ControlPlane.Http;

/// <summary><c>/signin</c>: a one-time address, or a token, makes a cookie for the page.</summary>
internal static class SignInEndpoints
{
    internal static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/signin", ByCodeAsync).ExcludeFromDescription();
        routes.MapPost("/signin", ByTokenAsync).ExcludeFromDescription();
        routes.MapPost("/signout", SignOutAsync).Require(Roles.Viewer).ExcludeFromDescription();
    }

    private static async Task<IResult> ByCodeAsync(HttpContext context, SignInCodes codes)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (codes.Redeem(Query.Text(context, "code") ?? "") is not { } hash)
        {
            return PageEndpoints.SignIn(context, "This sign-in address was used already, is older than ten minutes, or is of another instance. Use a token, or restart the control plane for a new address.");
        }

        await Session.BeginAsync(context, hash);
        return TypedResults.Redirect("/");
    }

    private static async Task<IResult> ByTokenAsync(HttpContext context, TokenBook book, FailedAttempts failures)
    {
        if (!SameOrigin.Holds(context.Request))
        {
            throw new ProblemException(ProblemCodes.Forbidden, "Sign in on this address's own page.");
        }

        var hash = Tokens.Hash((await PageForm.ReadUnprovenAsync(context))["token"].ToString().Trim());
        if (book.Find(hash) is not { } caller || !new AccessRule(Roles.Viewer).Allows(caller.Role))
        {
            return PageEndpoints.SignIn(context, failures.IsTooMany(context.Connection.RemoteIpAddress)
                ? "Too many tokens that are not known came from your address. Wait a minute."
                : "This token is not known, or is not for people.");
        }

        await Session.BeginAsync(context, hash);
        return TypedResults.Redirect("/");
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery forms)
    {
        await PageForm.ReadAsync(context, forms);
        await Session.EndAsync(context);
        return TypedResults.Redirect("/");
    }
}
