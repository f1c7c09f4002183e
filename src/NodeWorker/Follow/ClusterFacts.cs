using System.Text.Json;
using System.Text.Json.Serialization;
using EventCluster.Contracts.Bus;

namespace EventCluster.NodeWorker.Follow;

/// <summary>
/// What a node knows of its cluster out of the history, for people and for load balancers beside it. Nothing decides by it: what the node shall be comes with the
/// answer to each heartbeat. Epochs, terms and generations only rise, so the order of the two scopes among each other makes no difference.
/// </summary>
/// <param name="HighAvailability">Whether the role moves by itself; null until known.</param>
/// <param name="LoadBalancing">Whether every web node serves; null until known.</param>
/// <param name="Holder">The node to which the newest epoch was given; null for none.</param>
/// <param name="Epoch">The newest epoch given, 0 for none.</param>
/// <param name="Released">The newest epoch that is certainly over, 0 for none.</param>
/// <param name="Generation">Newest configuration generation.</param>
/// <param name="Scheduler">The control plane instance of the newest term; null for none.</param>
/// <param name="Term">The newest term, 0 for none.</param>
public sealed record ClusterFacts(
    bool? HighAvailability, bool? LoadBalancing, string? Holder, long Epoch, long Released, int Generation, string? Scheduler, long Term)
{
    /// <summary>Before the first event.</summary>
    public static readonly ClusterFacts Nothing = new(null, null, null, 0, 0, 0, null, 0);

    /// <summary>The active node; null while the newest epoch is over, or none was given.</summary>
    [JsonIgnore]
    public string? Active => Epoch > Released ? Holder : null;

    /// <summary>The facts after an event. One that is not known here, perhaps of a newer control plane, changes nothing.</summary>
    public ClusterFacts After(BusEvent e) => e.Type switch
    {
        "ClusterCreated" => this with { HighAvailability = true, LoadBalancing = true },
        "HighAvailabilityEnabled" => this with { HighAvailability = true },
        "HighAvailabilityDisabled" => this with { HighAvailability = false },
        "LoadBalancingEnabled" => this with { LoadBalancing = true },
        "LoadBalancingDisabled" => this with { LoadBalancing = false },
        "NodeActivated" when Number(e, "epoch") is { } epoch && epoch > Epoch => this with { Holder = Text(e, "node"), Epoch = epoch },
        "EpochReleased" when Number(e, "epoch") is { } epoch && epoch > Released => this with { Released = epoch },
        "ConfigurationChanged" when Number(e, "generation") is { } generation && generation > Generation => this with { Generation = (int)generation },
        "SchedulerActivated" when Number(e, "term") is { } term && term > Term => this with { Scheduler = Text(e, "instance"), Term = term },
        _ => this,
    };

    private static long? Number(BusEvent e, string name) =>
        Find(e, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    private static string? Text(BusEvent e, string name) => Find(e, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement? Find(BusEvent e, string name) =>
        e.Data.ValueKind == JsonValueKind.Object && e.Data.TryGetProperty(name, out var value) ? value : null;
}
