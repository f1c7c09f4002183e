using System.Text.Json;

namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>What a worker says of itself at <c>/status</c>, as far as tests look at it.</summary>
public sealed record WorkerView(string Name, string Role, long Epoch, TimeSpan? LeaseRemaining, string Channel, WorkerView.BusView? Bus, WorkerView.FollowView? Follows)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads it.</summary>
    public static WorkerView Parse(string json) => JsonSerializer.Deserialize<WorkerView>(json, Json)!;

    /// <summary>How it stands with the broker.</summary>
    public sealed record BusView(bool Connected, string? Problem, long Switches);

    /// <summary>What it knows of the history.</summary>
    public sealed record FollowView(int Through, bool? HighAvailability, string? Active, long Epoch, ScopeView Cluster, ScopeView Own, CountView Counts);

    /// <summary>How far it followed one scope.</summary>
    public sealed record ScopeView(int Version, long Applied);

    /// <summary>What happened while following.</summary>
    public sealed record CountView(long Duplicates, long Holes, long Filled, long Restarts);
}
