using EventCluster.Domain.Events;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Failover;

/// <summary>Who gets the role when nobody holds it, or why nobody does. Every outcome is recorded with its reasons, once.</summary>
internal static class AssignmentRules
{
    internal static void Apply(Ledger ledger)
    {
        var state = ledger.State;
        if (state.Holder is { } holder)
        {
            ExplainHolder(ledger, holder);
            return;
        }

        if (state.Move is null && (!state.HighAvailability || state.Pause is not null))
        {
            if (!state.Nodes.IsEmpty)
            {
                var last = state.Active is { } active ? $"{active.Node} {Words.Ended(active.Released!.Value)}." : "No node was active yet.";
                Block(ledger, $"{last} {Suspended(state)}", SuspensionCode(state));
            }

            return;
        }

        var (ranked, passedOver) = Candidates.Rank(ledger);
        if (ranked.Count > 0)
        {
            // A young term waits a little for those that it has not heard yet: one of them may be the better choice.
            if (ledger.View.TermAge >= state.Timings.SuspectAfter || !passedOver.Any(p => p.Code == PassedOverCode.NotHeard))
            {
                Assign(ledger, ranked, passedOver);
            }
        }
        else if (!ledger.View.Stalled && passedOver.Count > 0 && ledger.View.TermAge >= (state.Active is null ? state.Timings.LostAfter : state.Timings.SuspectAfter))
        {
            Block(ledger, "No node qualifies for the active role.", passedOver);
        }
    }

    private static void Assign(Ledger ledger, IReadOnlyList<Node> ranked, IReadOnlyList<PassedOver> passedOver)
    {
        var state = ledger.State;
        var move = state.Move;
        var wanted = ranked.FirstOrDefault(n => n.Name == move?.To);
        var chosen = wanted ?? Preferred(ranked, move);
        var cause = move is null ? (state.Active is null ? ActivationCause.Initial : ActivationCause.Failover)
            : move.Forced ? ActivationCause.Forced : ActivationCause.Switchover;
        var why = Why(state, move, chosen, wanted is not null, passedOver);
        var correlation = move?.Correlation ?? state.Incident?.Correlation;
        if (cause is ActivationCause.Failover or ActivationCause.Forced)
        {
            IEnumerable<PassedOver> behind = ranked.Where(n => n != chosen).Select(n => new PassedOver(
                n.Name, PassedOverCode.LowerRank, wanted is not null ? $"{chosen.Name} was asked for." : $"{n.Name} ranks behind {chosen.Name} by priority, last failure and name."));
            ledger.Record(new FailoverDecided(state.Active?.Node, chosen.Name, why, [.. passedOver.Concat(behind).OrderBy(p => p.Node, StringComparer.Ordinal)]), correlation);
        }

        ledger.Record(new NodeActivated(chosen.Name, state.Epoch + 1, cause, why), correlation);
    }

    /// <summary>A move without a wish goes anywhere but back, if there is anywhere.</summary>
    private static Node Preferred(IReadOnlyList<Node> ranked, Move? move) => ranked.FirstOrDefault(n => n.Name != move?.From) ?? ranked[0];

    private static string Why(ClusterState state, Move? move, Node chosen, bool asked, IReadOnlyList<PassedOver> passedOver)
    {
        if (move is null)
        {
            return state.Active is { } last
                ? $"{last.Node} {Words.Ended(last.Released!.Value)}; {chosen.Name} is the best candidate."
                : $"No node was active; {chosen.Name} is the best candidate.";
        }

        var what = move.Forced ? "Forced failover" : "Switchover";
        if (asked || move.To is null)
        {
            return $"{what}: {chosen.Name} {(asked ? "was asked for" : "is the best candidate")}.";
        }

        var refused = passedOver.FirstOrDefault(p => p.Node == move.To)?.Why ?? $"{move.To} is not there.";
        return $"{what}: {move.To} was asked for, but {refused} {chosen.Name} is the best candidate.";
    }

    /// <summary>The holder is gone, yet nothing may happen: say why.</summary>
    private static void ExplainHolder(Ledger ledger, Assignment holder)
    {
        var state = ledger.State;
        var gone = state.Nodes.GetValueOrDefault(holder.Node)?.Life switch
        {
            NodeLife.Lost => "is lost",
            NodeLife.Left => "has left without saying that its service is stopped",
            NodeLife.Healthy when state.HolderNode is null => "was started anew in another place, which does not prove that its service was stopped in the old one",
            _ => null,
        };
        if (gone is null || ledger.View.Stalled)
        {
            return;
        }

        if (state.Move is null && (!state.HighAvailability || state.Pause is not null))
        {
            Block(ledger, $"{holder.Node} {gone}. {Suspended(state)}", SuspensionCode(state));
        }
        else if (holder.LeaseBound is null)
        {
            Block(
                ledger,
                $"{holder.Node} {gone}, and it was given the role without an end while high availability was off and has not confirmed a lease since, so it may still run the service. "
                + "Make sure that it is down, then force a failover with confirmFenced.",
                PassedOverCode.NotConfirmed);
        }
    }

    private static string Suspended(ClusterState state) => state.HighAvailability
        ? "Automatic decisions are paused: resume them, or move the role by hand."
        : "High availability is off: enable it, or move the role by hand.";

    private static PassedOverCode SuspensionCode(ClusterState state) => state.HighAvailability ? PassedOverCode.Paused : PassedOverCode.HighAvailabilityOff;

    private static void Block(Ledger ledger, string why, PassedOverCode code) =>
        Block(ledger, why, [.. ledger.State.Nodes.Keys.Where(n => n != ledger.State.Holder?.Node).Select(n => new PassedOver(n, code, why))]);

    private static void Block(Ledger ledger, string why, IReadOnlyList<PassedOver> passedOver)
    {
        var before = ledger.State.Blocked;
        var same = before is not null && before.Why == why
            && before.PassedOver.Select(p => (p.Node, p.Code)).SequenceEqual(passedOver.Select(p => (p.Node, p.Code)));
        if (!same)
        {
            ledger.Record(new FailoverBlocked(why, passedOver), ledger.State.Incident?.Correlation ?? Lost(ledger.State)?.Incident);
        }
    }

    private static Node? Lost(ClusterState state) => state.Active is { } active ? state.Nodes.GetValueOrDefault(active.Node) : null;
}
