namespace EventCluster.Bus;

/// <summary>Names of everything that a cluster has on a broker. All begin with <c>eventcluster.&lt;cluster&gt;.</c>, so clusters never meet.</summary>
/// <param name="cluster">Name of the cluster.</param>
public sealed class BusNames(string cluster)
{
    /// <summary>Routing key on <see cref="BusExchange.Events"/> of what concerns all.</summary>
    public const string ClusterKey = "cluster";

    /// <summary>Routing key on <see cref="BusExchange.Events"/> of what is for the instances only.</summary>
    public const string InstancesKey = "instances";

    /// <summary>Routing key on <see cref="BusExchange.Nodes"/> for every node; not a legal name of one.</summary>
    public const string AllNodes = "*";

    /// <summary>Queue that keeps the last messages which a handler could not digest.</summary>
    public string Errors => Name("errors");

    /// <summary>Routing key on <see cref="BusExchange.Events"/> of what concerns one node.</summary>
    public static string NodeKey(string node) => "node." + node;

    /// <summary>Name of an exchange.</summary>
    public string Exchange(BusExchange exchange) => Name(exchange switch
    {
        BusExchange.Events => "events",
        BusExchange.Heartbeats => "heartbeats",
        BusExchange.Nodes => "nodes",
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, null),
    });

    /// <summary>Queue of a node: events that concern it, answers, signals.</summary>
    public string Node(string node) => Name("node." + node);

    /// <summary>Queue in which an instance hears of new events.</summary>
    public string InstanceEvents(string instance) => Name("instance." + instance + ".events");

    /// <summary>Queue in which an instance hears the heartbeats.</summary>
    public string InstanceHeartbeats(string instance) => Name("instance." + instance + ".heartbeats");

    private string Name(string part) => $"eventcluster.{cluster}.{part}";
}
