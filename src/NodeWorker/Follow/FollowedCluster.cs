using System.Text.Json.Serialization;
using EventCluster.Contracts.Bus;

namespace EventCluster.NodeWorker.Follow;

/// <summary>
/// How far a node has followed the history of its cluster, as a pure fold over its two scopes: the cluster's and its own. The invariant: each event of a scope
/// was applied exactly once, in its order, and none before the one that it names as its <see cref="BusEvent.Previous"/>.
/// </summary>
/// <param name="Through">Up to this version of the cluster nothing is missing in either scope; -1 for nothing.</param>
/// <param name="Cluster">What concerns all.</param>
/// <param name="Own">What concerns this node.</param>
/// <param name="Facts">What they say.</param>
public sealed record FollowedCluster(int Through, FollowedScope Cluster, FollowedScope Own, ClusterFacts Facts)
{
    /// <summary>Before the first event.</summary>
    public static readonly FollowedCluster Nothing = new(-1, FollowedScope.Nothing, FollowedScope.Nothing, ClusterFacts.Nothing);

    /// <summary>Version of the newest event applied; -1 for none.</summary>
    [JsonIgnore]
    public int Newest => Math.Max(Cluster.Version, Own.Version);

    /// <summary>Applies an event if it is the next one of its scope.</summary>
    public (FollowedCluster Next, Following Outcome) Apply(BusEvent e)
    {
        var scope = e.Scope is null ? Cluster : Own;
        var outcome = scope.Judge(e);
        if (outcome != Following.Applied)
        {
            return (this, outcome);
        }

        scope = new(e.Version, e.Id, scope.Applied + 1);
        return ((e.Scope is null ? this with { Cluster = scope } : this with { Own = scope }) with { Facts = Facts.After(e) }, outcome);
    }
}

/// <summary>How far one scope was followed.</summary>
/// <param name="Version">Version of the last event applied; -1 for none.</param>
/// <param name="Last">Its identity; null for none.</param>
/// <param name="Applied">How many events of the scope were applied, from its first one on.</param>
public sealed record FollowedScope(int Version, Guid? Last, long Applied)
{
    /// <summary>Before the first event.</summary>
    public static readonly FollowedScope Nothing = new(-1, null, 0);

    /// <summary>What an event of this scope is.</summary>
    public Following Judge(BusEvent e) => e switch
    {
        _ when e.Version == Version && e.Id != Last => Following.Foreign,
        _ when e.Version <= Version => Following.Duplicate,
        _ when e.Previous == Version => Following.Applied,
        _ when e.Previous > Version => Following.Hole,
        _ => Following.Foreign,
    };
}

/// <summary>What became of an event.</summary>
public enum Following
{
    /// <summary>It was the next one.</summary>
    Applied,

    /// <summary>It was applied before.</summary>
    Duplicate,

    /// <summary>At least one event before it is missing.</summary>
    Hole,

    /// <summary>It belongs to another history than the one followed so far: the cluster was made anew or restored.</summary>
    Foreign,
}
