namespace EventCluster.ControlPlane.Security;

/// <summary>Who sends a request.</summary>
/// <param name="Name">Name of the token, or of the node.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="ByCookie">Signed in on the page; such a caller's changes must come from our own pages.</param>
internal sealed record Caller(string Name, string Role, bool ByCookie = false)
{
    /// <summary>As the history names it.</summary>
    internal string Actor => Role == Roles.Node ? $"node:{Name}" : $"token:{Name}";

    /// <summary>The caller of a request that has passed <see cref="AccessMiddleware"/>.</summary>
    internal static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? throw new InvalidOperationException("The endpoint has no access rule.");
}
