using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Http;
using EventCluster.ControlPlane.Leadership;

namespace EventCluster.ControlPlane.Security;

/// <summary>Finds out who sends a request and whether it is allowed, by the endpoint's <see cref="AccessRule"/>.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, TokenBook book, TokenHashes hashes, FailedAttempts failures, TermHolder term)
{
    private const string Scheme = "Bearer ";
    private const int LongestToken = 512;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is not { } rule)
        {
            return next(context);
        }

        if (BearerOf(context) is not { } token)
        {
            return ByCookieAsync(context, rule);
        }

        var hash = hashes.Of(token);
        if (rule.Role == Roles.Node)
        {
            CheckNode(context, hash);
        }
        else
        {
            CheckPerson(context, rule, hash);
        }

        hashes.Remember(token, hash);
        return next(context);
    }

    private void CheckNode(HttpContext context, string hash)
    {
        var node = context.Request.RouteValues["name"] as string ?? "";
        if (!book.IsNode(node, hash))
        {
            throw RefuseNode(context, node, hash);
        }

        context.Features.Set(new Caller(node, Roles.Node));
    }

    private ProblemException RefuseNode(HttpContext context, string node, string hash)
    {
        if (book.RemovedNodeOf(hash) is { } removed)
        {
            return new(ProblemCodes.NodeRemoved, $"The node {removed} was removed from the cluster. Restart its worker with a join token to let it join again.");
        }

        if (book.NodeOf(hash) is { } other)
        {
            return new(ProblemCodes.Forbidden, $"This token belongs to the node {other}; it cannot speak for {node}.");
        }

        if (book.Find(hash) is { } person)
        {
            return new(ProblemCodes.Forbidden, $"The token '{person.Name}' has the role {person.Role}; only the node's own token, given to it when it joined, can do this.");
        }

        // An instance that does not hold the term may not have read of a join yet.
        return term.IsActive ? Unknown(context) : new(ProblemCodes.NotLeader, "This instance does not hold the term and does not know this token. Ask another instance.");
    }

    private void CheckPerson(HttpContext context, AccessRule rule, string hash)
    {
        var caller = book.Find(hash);
        if (caller is null)
        {
            throw book.NodeOf(hash) is { } node
                ? new ProblemException(ProblemCodes.Forbidden, $"This is the token of the node {node}; it is good for its own heartbeats and signals only.")
                : Unknown(context);
        }

        Admit(context, rule, caller);
    }

    private async Task ByCookieAsync(HttpContext context, AccessRule rule)
    {
        if (rule.Role is Roles.Node or Roles.Join || await Session.FindAsync(context, book) is not { } caller)
        {
            throw new ProblemException(ProblemCodes.Unauthorized, "Send a token: 'Authorization: Bearer …'. The first start writes one to admin.token in the data directory.");
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !SameOrigin.Holds(context.Request))
        {
            throw new ProblemException(ProblemCodes.Forbidden, "A change by a signed-in browser must come from this address's own pages. Programs send a token instead.");
        }

        Admit(context, rule, caller);
        await next(context);
    }

    private static void Admit(HttpContext context, AccessRule rule, Caller caller)
    {
        if (!rule.Allows(caller.Role))
        {
            throw new ProblemException(ProblemCodes.Forbidden, $"The token '{caller.Name}' has the role {caller.Role}; this needs {rule.Role}.");
        }

        context.Features.Set(caller);
    }

    private ProblemException Unknown(HttpContext context) => failures.IsTooMany(context.Connection.RemoteIpAddress)
        ? new(ProblemCodes.TooManyAttempts, "Too many tokens that are not known came from your address. Wait a minute and use a good one.")
        : new(ProblemCodes.Unauthorized, "The token is not known. It may belong to another cluster, or its node has joined anew since.");

    private static string? BearerOf(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0)
        {
            return null;
        }

        var value = header[0]!;
        return header.Count == 1 && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && value.Length is > 7 and <= LongestToken
            ? value[Scheme.Length..]
            : throw new ProblemException(ProblemCodes.Unauthorized, "The Authorization header must be 'Bearer ' and a token.");
    }
}
