namespace EventCluster.ControlPlane.Instances;

/// <summary>Marks what the holder of the term serves, whichever instance is asked.</summary>
/// <param name="Only">Nobody else can serve it. Otherwise an instance shows what it knows itself while no holder answers.</param>
/// <param name="Limit">How long the holder may take; null for a heartbeat interval.</param>
internal sealed record HolderRule(bool Only, TimeSpan? Limit = null)
{
    private static readonly string[] Past = ["version", "at"];

    /// <summary>Whether this request needs the holder: the past is the same everywhere.</summary>
    internal bool Concerns(HttpRequest request) => Only || !Past.Any(request.Query.ContainsKey);
}

/// <summary>Puts the rule on endpoints.</summary>
internal static class HolderRules
{
    private static readonly TimeSpan JoinLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ShowLimit = TimeSpan.FromSeconds(2);

    /// <summary>A heartbeat, which is worth nothing when it comes late.</summary>
    internal static RouteHandlerBuilder ByHolder(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new HolderRule(Only: true));

    /// <summary>Something that the holder does once.</summary>
    internal static RouteHandlerBuilder ByHolderInTime(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new HolderRule(Only: true, JoinLimit));

    /// <summary>Something to look at, of which only the holder knows the newest.</summary>
    internal static RouteHandlerBuilder ShownByHolder(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new HolderRule(Only: false, ShowLimit));
}
