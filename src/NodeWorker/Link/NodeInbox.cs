using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EventCluster.Bus;
using EventCluster.Contracts;
using EventCluster.Contracts.Bus;
using EventCluster.NodeWorker.Follow;

namespace EventCluster.NodeWorker.Link;

/// <summary>The node's queue: answers, signals and events, each in its order.</summary>
/// <param name="node">Name of the node.</param>
/// <param name="link">Waits for answers.</param>
/// <param name="follower">Follows the events.</param>
/// <param name="signalled">A signal came.</param>
public sealed class NodeInbox(string node, BusLink link, ClusterFollower follower, Action signalled)
{
    private const int MostMessages = 2000;
    private long _unusable;

    /// <summary>Messages whose seal was good and that no instance sends to a node; they are ignored.</summary>
    public long Unusable => Volatile.Read(ref _unusable);

    /// <summary>The queue on the bus of a cluster.</summary>
    public BusQueue Queue(string cluster) => new(
        new BusNames(cluster).Node(node),
        [
            new(BusExchange.Events, BusNames.ClusterKey), new(BusExchange.Events, BusNames.NodeKey(node)),
            new(BusExchange.Nodes, node), new(BusExchange.Nodes, BusNames.AllNodes),
        ],
        MostMessages, Concurrency: 1, Receive);

    private ValueTask Receive(ReceivedMessage message)
    {
        switch (message)
        {
            case { Sender.Role: BusRole.Instance, Kind: BusKinds.Answer }:
                link.Hear(Read(message, WireJson.Default.BusAnswer), message.Sender.Name);
                break;
            case { Sender.Role: BusRole.Instance, Kind: BusKinds.Signal }:
                signalled();
                break;
            case { Sender.Role: BusRole.Instance, Kind: BusKinds.Event } when Read(message, WireJson.Default.BusEvent) is var e && (e.Scope is null || e.Scope == node):
                follower.Hear(e);
                break;
            default:
                Interlocked.Increment(ref _unusable);
                break;
        }

        return ValueTask.CompletedTask;
    }

    private static T Read<T>(ReceivedMessage message, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(message.Body.Span, type) ?? throw new JsonException($"The message '{message.Kind}' is empty.");
}
