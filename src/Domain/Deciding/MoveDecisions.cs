using EventCluster.Domain.Commands;
using EventCluster.Domain.Events;
using EventCluster.Domain.Failover;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Deciding;

/// <summary>Moves of the active role that a person asks for.</summary>
internal static class MoveDecisions
{
    internal static Decision Switchover(ClusterState state, RequestSwitchover command)
    {
        if (state.Move is { } move)
        {
            return move.To == command.To && !move.Forced ? Decision.Unchanged : InProgress(move);
        }

        if (Refuse(state, command.To) is { } refusal)
        {
            return refusal;
        }

        var from = state.Holder?.Node;
        if (from is not null && state.HolderNode?.Life is null or NodeLife.Lost or NodeLife.Left)
        {
            return Decision.Refuse(RefusalCodes.Conflict, $"{from} holds the role, but the process that was given it is gone, so it cannot hand over. Use failover.");
        }

        return from is not null && command.To == from ? Decision.Unchanged : Decision.Accept(new SwitchoverStarted(from, command.To));
    }

    internal static Decision Failover(ClusterState state, ForceFailover command)
    {
        if (command is { ConfirmFenced: true, Epoch: { } seen } && state.Holder is { } now && now.Epoch != seen)
        {
            return Decision.Refuse(
                RefusalCodes.Conflict,
                $"The confirmation was given about epoch {seen}, and {now.Node} holds the role with epoch {now.Epoch} by now. Look again; if {now.Node} is down as well, confirm that.");
        }

        if (state.Move is { } move)
        {
            // A confirmation may come later than the wish: it is the one thing that a move under way can still be given.
            var same = command.To is null || command.To == move.To;
            return same && move.Forced && (move.Confirmed || !command.ConfirmFenced) ? Decision.Unchanged
                : same && command.ConfirmFenced && !move.Confirmed ? Decision.Accept(new FailoverForced(move.From, move.To, ConfirmedFenced: true))
                : InProgress(move);
        }

        if (Refuse(state, command.To) is { } refusal)
        {
            return refusal;
        }

        if (state.Holder is not { } holder)
        {
            return Decision.Accept(new FailoverForced(null, command.To, command.ConfirmFenced));
        }

        if (state.HolderNode?.Name is { } active && active == command.To)
        {
            return Decision.Refuse(RefusalCodes.Conflict, $"{holder.Node} is active already. Name another node, or none.");
        }

        var alive = state.HolderNode?.Life == NodeLife.Healthy;
        return !alive && holder.LeaseBound is null && !command.ConfirmFenced
            ? Decision.Refuse(
                RefusalCodes.ConfirmationRequired,
                $"The process of {holder.Node} that holds the role is not heard, and it was given the role without an end, so it may still run the service. Make sure that it is down, then repeat with confirmFenced=true.")
            : Decision.Accept(new FailoverForced(holder.Node, command.To, command.ConfirmFenced));
    }

    /// <summary>Why no node but one could take over, as far as the history tells; null when one could.</summary>
    internal static string? NobodyElse(ClusterState state, string? but)
    {
        var version = Candidates.ReferenceVersion(state);
        PassedOver?[] reasons = [.. state.Nodes.Values.Where(n => n.Name != but).Select(n => Candidates.Disqualify(state, n, version))];
        return reasons.Any(r => r is null) ? null
            : reasons.Length == 0 ? "There is no other node." : string.Join(" ", reasons.Take(10).Select(r => r!.Why));
    }

    private static Decision? Refuse(ClusterState state, string? to)
    {
        if (to is null)
        {
            return NobodyElse(state, state.HolderNode?.Name) is { } nobody
                ? Decision.Refuse(RefusalCodes.Conflict, $"No node can take over. {nobody}")
                : null;
        }

        if (!state.Nodes.TryGetValue(to, out var node))
        {
            return NodeDecisions.Unknown(state, to);
        }

        return state.HolderNode?.Name != to && Candidates.Disqualify(state, node) is { } reason
            ? Decision.Refuse(RefusalCodes.Conflict, $"{to} cannot take over: {reason.Why}")
            : null;
    }

    private static Decision InProgress(Move move) => Decision.Refuse(
        RefusalCodes.Conflict, $"A {(move.Forced ? "forced failover" : "switchover")} to {move.To ?? "the best candidate"} goes on since {move.Since:O}. Wait for it to end.");
}
