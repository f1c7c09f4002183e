namespace EventCluster.Domain.State;

/// <summary>One node.</summary>
public sealed record Node
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it said of itself at its last start.</summary>
    public required NodeFacts Facts { get; init; }

    /// <summary>SHA-256 of the token of its heartbeats.</summary>
    public required string TokenHash { get; init; }

    /// <summary>Whether it is heard.</summary>
    public NodeLife Life { get; init; }

    /// <summary>Whether it is in maintenance.</summary>
    public Maintenance Maintenance { get; init; }

    /// <summary>Its checks as last reported.</summary>
    public IReadOnlyList<NodeCheck> Checks { get; init; } = [];

    /// <summary>Correlation under which its loss, or suspected loss, is recorded.</summary>
    public Guid? Incident { get; init; }

    /// <summary>Version of the event by which it last failed as the active node; -1 for never. Orders candidates.</summary>
    public int LastFailed { get; init; } = -1;

    /// <summary>Generation with which its web part was started.</summary>
    public int WebGeneration { get; init; }

    /// <summary>Generation with which its running service was started; null while none runs.</summary>
    public int? ServiceGeneration { get; init; }

    /// <summary>The restart request that it has not carried out yet.</summary>
    public Guid? Restart { get; init; }
}
