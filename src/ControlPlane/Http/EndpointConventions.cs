using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Security;

namespace EventCluster.ControlPlane.Http;

/// <summary>What endpoints of one kind have in common, for the router and for OpenAPI.</summary>
internal static class EndpointConventions
{
    /// <summary>A description, and the problems that any endpoint may answer.</summary>
    internal static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string summary, params QueryParameter[] parameters)
    {
        endpoint.WithSummary(summary).WithMetadata(StrictQuery.Instance).WithMetadata([.. parameters]);
        return endpoint.ProducesProblemCodes(400, 401, 403, 503);
    }

    /// <summary>A command: who may, what it takes, what it answers.</summary>
    internal static RouteHandlerBuilder Command<TBody>(this RouteHandlerBuilder endpoint, string summary, string role = Roles.Operator, bool moves = false, params QueryParameter[] parameters)
        where TBody : notnull
    {
        endpoint.Require(role).Describe(summary, [.. parameters, new("dryRun", "true: decide and answer, but change nothing.")])
            .WithMetadata(CommandHeaders.Instance).Accepts<TBody>(isOptional: true, "application/json").Produces<CommandReply>()
            .ProducesProblemCodes(409, 412, 413, 415);
        return moves ? endpoint.Produces<CommandReply>(StatusCodes.Status202Accepted) : endpoint;
    }

    internal static RouteHandlerBuilder ProducesProblemCodes(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.Produces<Problem>(status, "application/problem+json");
        }

        return endpoint;
    }
}

/// <summary>Marks endpoints that take Idempotency-Key and If-Match.</summary>
internal sealed class CommandHeaders
{
    internal static readonly CommandHeaders Instance = new();
}
