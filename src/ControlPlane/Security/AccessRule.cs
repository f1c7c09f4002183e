namespace EventCluster.ControlPlane.Security;

/// <summary>Who may use an endpoint. An endpoint without a rule is open to everyone.</summary>
/// <param name="Role">The least role of a person; <see cref="Roles.Join"/> for joins, <see cref="Roles.Node"/> for the node named in the address.</param>
internal sealed record AccessRule(string Role)
{
    private static readonly string[] People = [Roles.Viewer, Roles.Operator, Roles.Admin];

    /// <summary>Whether a role is enough.</summary>
    internal bool Allows(string role) => Role switch
    {
        Roles.Node => role == Roles.Node,
        Roles.Join => role is Roles.Join or Roles.Admin,
        _ => Array.IndexOf(People, role) >= Array.IndexOf(People, Role),
    };
}

/// <summary>Puts rules on endpoints.</summary>
internal static class AccessRules
{
    internal static TBuilder Require<TBuilder>(this TBuilder endpoint, string role)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessRule(role));
}
