using EventCluster.Bus.Trust;
using EventCluster.Hosting;

namespace EventCluster.Bus.Tests;

/// <summary>Names and keys of a cluster under test.</summary>
internal static class Party
{
    public const string Cluster = "test";

    public static readonly BusParty Instance = new(BusRole.Instance, "cp1");

    public static readonly BusParty Node = new(BusRole.Node, "n1");

    public static readonly BusNames Names = new(Cluster);

    public static EncryptionKey Key { get; } = EncryptionKey.From("a key of the cluster under test", null)!;

    public static EncryptionKey OtherKey { get; } = EncryptionKey.From("a key of somebody else entirely", null)!;

    public static SealKey Seal { get; } = new(Key, Cluster);

    /// <summary>The queue of a node, as the product binds it.</summary>
    public static BusQueue NodeQueue(string node, Func<ReceivedMessage, ValueTask> handler, int concurrency = 1) => new(
        Names.Node(node),
        [new(BusExchange.Events, BusNames.ClusterKey), new(BusExchange.Events, BusNames.NodeKey(node)), new(BusExchange.Nodes, node), new(BusExchange.Nodes, BusNames.AllNodes)],
        100, concurrency, handler);

    /// <summary>The queue in which an instance hears heartbeats.</summary>
    public static BusQueue HeartbeatQueue(string instance, Func<ReceivedMessage, ValueTask> handler, int concurrency = 1) =>
        new(Names.InstanceHeartbeats(instance), [new(BusExchange.Heartbeats, "")], 1000, concurrency, handler);

    public static ValueTask Ignore(ReceivedMessage message) => ValueTask.CompletedTask;

    public static BusMessage Heartbeat(byte[] body) => new(BusExchange.Heartbeats, "", "heartbeat", Guid.CreateVersion7(), body, TimeSpan.FromSeconds(10));

    public static BusMessage ToNode(string key, byte[] body) => new(BusExchange.Nodes, key, "signal", Guid.CreateVersion7(), body, TimeSpan.FromSeconds(10));

    public static BusMessage Event(string key, byte[] body) => new(BusExchange.Events, key, "event", Guid.CreateVersion7(), body, TimeSpan.FromMinutes(1));
}
