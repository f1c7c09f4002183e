using EventCluster.Domain.Events;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Failover;

/// <summary>Who may be given the active role, in which order, and why each other is passed over.</summary>
public static class Candidates
{
    /// <summary>Failures within <c>holdDown</c> after which a node stands behind the others.</summary>
    private const int Flapping = 3;

    /// <summary>Why a node does not qualify by what the history says of it; null when it does.</summary>
    public static PassedOver? Disqualify(ClusterState state, Node node) => Disqualify(state, node, ReferenceVersion(state));

    /// <summary>The same for many nodes, with <see cref="ReferenceVersion"/> worked out once.</summary>
    public static PassedOver? Disqualify(ClusterState state, Node node, string? referenceVersion) =>
        Unfit(state, node) is { } reason ? reason
        : referenceVersion is not null && node.Facts.ProductVersion != referenceVersion
            ? new(node.Name, PassedOverCode.VersionMismatch, $"{node.Name} has product version {node.Facts.ProductVersion}, the others have {referenceVersion}.")
        : null;

    /// <summary>
    /// The product version that most nodes have which qualify otherwise, so that those in maintenance cannot outvote the last one standing; of equally many,
    /// that of the last active node, else the highest by name. Null when there is none.
    /// </summary>
    public static string? ReferenceVersion(ClusterState state)
    {
        var last = state.Active is { } active ? state.Nodes.GetValueOrDefault(active.Node)?.Facts.ProductVersion : null;
        return state.Nodes.Values.Where(n => Unfit(state, n) is null)
            .GroupBy(n => n.Facts.ProductVersion, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key == last).ThenByDescending(g => g.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.Key;
    }

    private static PassedOver? Unfit(ClusterState state, Node node)
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

        return null;
    }

    /// <summary>Every node as a candidate, the best first, and those that are passed over.</summary>
    internal static (IReadOnlyList<Node> Ranked, IReadOnlyList<PassedOver> PassedOver) Rank(Ledger ledger)
    {
        var state = ledger.State;
        List<(Node Node, int Tier)> candidates = [];
        List<PassedOver> passedOver = [];
        var version = ReferenceVersion(state);
        foreach (var node in state.Nodes.Values)
        {
            if (Disqualify(state, node, version) is { } reason)
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
                passedOver.Add(state.Incident?.Failed.Contains(node.Name) == true
                    ? new(node.Name, PassedOverCode.FailedInIncident, $"{node.Name} was tried and failed in this incident.")
                    : new(node.Name, PassedOverCode.HeldDown, $"{node.Name} is held down after failing at least {Flapping} times within {Words.Seconds(state.Timings.HoldDown)}."));
            }
            else
            {
                ranked.Add(node);
            }
        }

        // By name, so that the same reasons are recognised as the same.
        return (ranked, [.. passedOver.OrderBy(p => p.Node, StringComparer.Ordinal)]);
    }

    private static int Tier(Ledger ledger, Node node)
    {
        if (ledger.State.Move?.To == node.Name)
        {
            return Tiers.Good; // A person's wish stands above what happened before.
        }

        var failures = ledger.View.Failures.TryGetValue(node.Name, out var count) ? count : new FailureCount(0, ledger.View.TermAge);
        var tried = ledger.State.Incident?.Failed.Contains(node.Name) == true;
        if (!tried && failures.Count < Flapping)
        {
            return Tiers.Good;
        }

        // With nobody better left it is tried again, after a pause that doubles with each failure: else a service that starts and ends at once
        // would be passed around without rest.
        var pause = ledger.State.Timings.HeartbeatInterval * Math.Pow(2, Math.Clamp(failures.Count - 1, 0, 16));
        var longest = ledger.State.Timings.HoldDown;
        return failures.Since < (pause < longest ? pause : longest) ? Tiers.NotYet : tried ? Tiers.Failed : Tiers.HeldDown;
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
