namespace EventCluster.Bus.Connection;

/// <summary>
/// Everything that a party declares on the broker. Declaring it again changes nothing, and whatever of it is missing appears at the next connect:
/// the same arguments are always given.
/// </summary>
/// <param name="cluster">Name of the cluster.</param>
/// <param name="queues">What the party consumes.</param>
public sealed class BusTopology(string cluster, IReadOnlyList<BusQueue> queues)
{
    /// <summary>Most messages that the error queue keeps; the oldest are dropped.</summary>
    public const int MostErrors = 1000;

    /// <summary>The broker removes a queue that nobody has consumed for so long.</summary>
    public static readonly TimeSpan QueueExpiry = TimeSpan.FromMinutes(15);

    /// <summary>How long the error queue keeps a message.</summary>
    public static readonly TimeSpan ErrorExpiry = TimeSpan.FromDays(1);

    /// <summary>Names of everything.</summary>
    public BusNames Names { get; } = new(cluster);

    /// <summary>What the party consumes.</summary>
    public IReadOnlyList<BusQueue> Queues { get; } = queues;

    /// <summary>All exchanges of a cluster.</summary>
    public static IReadOnlyList<BusExchange> Exchanges { get; } = Enum.GetValues<BusExchange>();

    /// <summary>Type of an exchange, in the broker's word.</summary>
    public static string Type(BusExchange exchange) => exchange switch
    {
        BusExchange.Events => "topic",
        BusExchange.Heartbeats => "fanout",
        BusExchange.Nodes => "direct",
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, null),
    };

    /// <summary>Arguments of a queue that is consumed.</summary>
    public static Dictionary<string, object?> Arguments(BusQueue queue) => new()
    {
        ["x-queue-type"] = "classic",
        ["x-max-length"] = (long)queue.Bound,
        ["x-overflow"] = "drop-head",
        ["x-expires"] = (long)QueueExpiry.TotalMilliseconds,
        ["x-message-ttl"] = (long)BusMessage.LongestExpiry.TotalMilliseconds,
    };

    /// <summary>Arguments of the error queue, which nobody consumes and so must not expire.</summary>
    public static Dictionary<string, object?> ErrorArguments() => new()
    {
        ["x-queue-type"] = "classic",
        ["x-max-length"] = (long)MostErrors,
        ["x-overflow"] = "drop-head",
        ["x-message-ttl"] = (long)ErrorExpiry.TotalMilliseconds,
    };
}
