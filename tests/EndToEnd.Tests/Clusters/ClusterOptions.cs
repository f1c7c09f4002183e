namespace EventCluster.EndToEnd.Tests.Clusters;

/// <summary>What a test's cluster shall be.</summary>
public sealed record ClusterOptions
{
    /// <summary>Timing profile. The default bears a busy machine; where a test is about lost leases, it asks for <c>fast</c>.</summary>
    public string Profile { get; init; } = "balanced";

    /// <summary>How many instances of the control plane, on one store.</summary>
    public int ControlPlanes { get; init; } = 1;

    /// <summary>How many workers: node-a, node-b, …</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>The command that each worker supervises; null for the sample service.</summary>
    public string? Service { get; init; }

    /// <summary>Settings of each instance of the control plane besides the usual.</summary>
    public IReadOnlyDictionary<string, string> ControlPlane { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings of one instance of the control plane besides those of each, or in their place: by its name.</summary>
    public Func<string, IReadOnlyDictionary<string, string>> Instance { get; init; } = _ => new Dictionary<string, string>();

    /// <summary>Settings of a worker besides the usual, or in their place: by its name and the control plane's address.</summary>
    public Func<string, Uri, IReadOnlyDictionary<string, string>> Worker { get; init; } = (_, _) => new Dictionary<string, string>();
}
