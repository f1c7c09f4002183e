namespace EventCluster.EndToEnd.Tests.Clusters;

/// <summary>What a test's cluster shall be.</summary>
public sealed record ClusterOptions
{
    /// <summary>Timing profile. The default bears a busy machine; where a test is about lost leases, it asks for <c>fast</c>.</summary>
    public string Profile { get; init; } = "balanced";

    /// <summary>How many workers: node-a, node-b, …</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>The command that each worker supervises; null for the sample service.</summary>
    public string? Service { get; init; }
}
