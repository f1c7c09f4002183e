using EventCluster.NodeWorker.Follow;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>Looks at what one worker follows, whenever it may have changed: each event is applied once, in its order, and nothing else.</summary>
internal sealed class FollowWatch(FollowRule rule, string node, ClusterFollower follower)
{
    private FollowedCluster _last = follower.Cluster;

    /// <summary>Looks.</summary>
    internal void Look()
    {
        var now = follower.Cluster;
        if (ReferenceEquals(now, _last))
        {
            return;
        }

        if (now.Cluster.Applied < _last.Cluster.Applied || now.Own.Applied < _last.Own.Applied || now.Through < _last.Through)
        {
            rule.Findings.Add($"{node} had followed the history through version {_last.Through} and to {_last.Newest}, and then only through {now.Through} and to {now.Newest}.");
        }
        else if (rule.History.Difference(node, now) is { } difference)
        {
            rule.Findings.Add($"What {node} has followed is not the fold of the history: {difference}.");
        }

        _last = now;
    }
}

/// <summary>What is followed is compared with a history, and where it differs that is found.</summary>
internal sealed record FollowRule(FollowedHistory History, Findings Findings);
