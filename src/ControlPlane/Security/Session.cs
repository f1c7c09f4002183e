using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace EventCluster.ControlPlane.Security;

/// <summary>A signed-in browser. The cookie names the token by its hash, so a session ends with the token it was made of.</summary>
internal static class Session
{
    private const string HashClaim = "hash";

    /// <summary>The caller of the request's cookie; null where there is none that is good.</summary>
    internal static async Task<Caller?> FindAsync(HttpContext context, TokenBook book)
    {
        var result = await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return result.Principal?.FindFirst(HashClaim)?.Value is { } hash && book.Find(hash) is { } caller && caller.Role != Roles.Join
            ? caller with { ByCookie = true }
            : null;
    }

    /// <summary>Signs the browser in as the holder of a token.</summary>
    internal static Task BeginAsync(HttpContext context, string hash) => context.SignInAsync(
        CookieAuthenticationDefaults.AuthenticationScheme,
        new(new ClaimsIdentity([new(HashClaim, hash)], CookieAuthenticationDefaults.AuthenticationScheme)));

    /// <summary>Signs the browser out.</summary>
    internal static Task EndAsync(HttpContext context) => context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);

    /// <summary>How the cookie is made.</summary>
    internal static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "eventcluster";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
    }
}
