using EventCluster.Domain.Events;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Failover;

/// <summary>Who may be given the active role, in which order, and why each other is passed over.</summary>
public static class Candidates
{
    /// <summary>Failures within <c>holdDown</c> after which a node stands behind the others.</summary>
    private const int Flapping = 3;

    /// <summary>Why a node does not qualify by what the history says of it; null when it does.</summary>
    public static PassedOver? Disqualify(ClusterState state, Node node)
    {
        PassedOver Because(PassedOverCode code, string why) => new(node.Name, code, $"{node.Name} {why}");
        if (!node.Facts.Service)
        {
            return Because(PassedOverCode.NotServiceRole, "does not have the service role.");
        }

        if (node.Life != NodeLife.Healthy)
        {
            return node.Life switch
            {
                NodeLife.Joining => Because(PassedOverCode.Joining, "has joined but was not heard yet."),
                NodeLife.Suspect => Because(PassedOverCode.Suspect, "was not heard in time and is suspect."),
                NodeLife.Lost => Because(PassedOverCode.Lost, "is lost: it was not heard for longer than lostAfter."),
                _ => Because(PassedOverCode.Left, "has left: its worker was stopped."),
            };
        }

        if (node.Maintenance != Maintenance.None)
        {
            return Because(PassedOverCode.Drained, "is in maintenance; resume it to make it a candidate.");
        }

        if (!state.Configuration.Eligible(node.Name))
        {
            return Because(PassedOverCode.Ineligible, "was marked ineligible by the setting 'eligible'.");
        }

        if (node.Checks.FirstOrDefault(c => c.Status == NodeCheckStatus.Failed && c.Name.StartsWith("storage:", StringComparison.Ordinal)) is { } failed)
        {
            return Because(PassedOverCode.CheckFailed, $"fails the check {failed.Name}: {failed.Message}");
        }

        return ReferenceVersion(state) is { } version && node.Facts.ProductVersion != version
            ? Because(PassedOverCode.VersionMismatch, $"has product version {node.Facts.ProductVersion}, most others have {version}.")
            : null;
    }

    /// <summary>Every node as a candidate, the best first, and those that are passed over.</summary>
    internal static (IReadOnlyList<Node> Ranked, IReadOnlyList<PassedOver> PassedOver) Rank(Ledger ledger)
    {
        var state = ledger.State;
        List<(Node Node, int Tier)> candidates = [];
        List<PassedOver> passedOver = [];
        foreach (var node in state.Nodes.Values)
        {
            if (Disqualify(state, node) is { } reason)
            {
                passedOver.Add(reason);
            }
            else if (ledger.Sighting(node) is null)
            {
                passedOver.Add(new(node.Name, PassedOverCode.NotHeard, $"{node.Name} was not heard in this term yet."));
            }
            else if (node.Facts.KeyFingerprint != ledger.View.KeyFingerprint)
            {
                passedOver.Add(new(node.Name, PassedOverCode.KeyMismatch, $"{node.Name} has another encryption key than the control plane."));
            }
            else
            {
                candidates.Add((node, Tier(ledger, node)));
            }
        }

        candidates.Sort((a, b) => Compare(state, a, b));
        var best = candidates.Count > 0 ? candidates[0].Tier : 0;
        List<Node> ranked = [];
        foreach (var (node, tier) in candidates)
        {
            if (tier == Tiers.NotYet || (tier > best && tier != Tiers.Good))
            {
                passedOver.Add(tier == Tiers.HeldDown
                    ? new(node.Name, PassedOverCode.HeldDown, $"{node.Name} is held down after failing {Flapping} times within {Words.Seconds(state.Timings.HoldDown)}.")
                    : new(node.Name, PassedOverCode.FailedInIncident, $"{node.Name} was tried and failed in this incident."));
            }
            else
            {
                ranked.Add(node);
            }
        }

        return (ranked, passedOver);
    }

    /// <summary>The product version that most living nodes have; of equally many, that of the last active node, else the highest by name.</summary>
    private static string? ReferenceVersion(ClusterState state)
    {
        var last = state.Active is { } active ? state.Nodes.GetValueOrDefault(active.Node)?.Facts.ProductVersion : null;
        return state.Nodes.Values.Where(n => n.Facts.Service && n.Life == NodeLife.Healthy)
            .GroupBy(n => n.Facts.ProductVersion, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key == last).ThenByDescending(g => g.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.Key;
    }

    private static int Tier(Ledger ledger, Node node)
    {
        var failures = ledger.View.Failures.TryGetValue(node.Name, out var count) ? count : new FailureCount(0, ledger.View.TermAge);
        if (ledger.State.Incident?.Failed.Contains(node.Name) == true)
        {
            // With nobody else left it is tried again, after a pause that doubles with each failure.
            var pause = ledger.State.Timings.HeartbeatInterval * Math.Pow(2, Math.Clamp(failures.Count - 1, 0, 16));
            return failures.Since < (pause < ledger.State.Timings.HoldDown ? pause : ledger.State.Timings.HoldDown) ? Tiers.NotYet : Tiers.Failed;
        }

        return failures.Count >= Flapping ? Tiers.HeldDown : Tiers.Good;
    }

    private static int Compare(ClusterState state, (Node Node, int Tier) a, (Node Node, int Tier) b)
    {
        var order = a.Tier.CompareTo(b.Tier);
        order = order != 0 ? order : state.Configuration.Priority(b.Node.Name).CompareTo(state.Configuration.Priority(a.Node.Name));
        order = order != 0 ? order : a.Node.LastFailed.CompareTo(b.Node.LastFailed);
        return order != 0 ? order : string.CompareOrdinal(a.Node.Name, b.Node.Name);
    }

    private static class Tiers
    {
        internal const int Good = 0;
        internal const int HeldDown = 1;
        internal const int Failed = 2;
        internal const int NotYet = 3;
    }
}
