using System.Text.Json;

namespace EventCluster.Contracts.Bus;

/// <summary>
/// An event of the history as it is published, and as <c>GET /v1/nodes/{name}/events</c> gives it. Each event belongs to one scope: the whole cluster or one node.
/// A worker follows two scopes, the cluster's and its own, and finds a hole by <see cref="Previous"/>.
/// </summary>
/// <param name="Id">Identity of the event, and of the message.</param>
/// <param name="Version">Version in the <c>cluster</c> stream.</param>
/// <param name="Position">Position in the store.</param>
/// <param name="Type">Stable name of the event.</param>
/// <param name="At">UTC time, for people.</param>
/// <param name="Scope">Name of the node that it concerns; null for the whole cluster.</param>
/// <param name="Previous">Version of the event before it in the same scope; -1 for the first.</param>
/// <param name="Data">What happened.</param>
/// <param name="Metadata">Who, why, and the link of the hash chain.</param>
public sealed record BusEvent(
    Guid Id, int Version, long Position, string Type, DateTime At, string? Scope, int Previous, JsonElement Data, JsonElement Metadata);

/// <summary>Events that a node follows, oldest first: <c>GET /v1/nodes/{name}/events?after=VERSION&amp;limit=N</c>.</summary>
/// <param name="Items">Events of the cluster's scope and of the node's own.</param>
/// <param name="Through">Nothing up to this version is missing in what was given.</param>
/// <param name="More">True when the limit cut the answer: ask again after <see cref="Through"/>.</param>
public sealed record NodeEventPage(IReadOnlyList<BusEvent> Items, int Through, bool More);
