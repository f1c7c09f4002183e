using EventCluster.Domain.Events;
using EventCluster.Domain.Leases;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Failover;

/// <summary>
/// When the active role is certainly over, and what its holder reports of it. Nothing else ends an epoch:
/// the node's own word, a new process in the same home, the lease with its allowances, or a person's word.
/// </summary>
internal static class ReleaseRules
{
    internal static void Apply(Ledger ledger)
    {
        if (ledger.State.Holder is not { } holder)
        {
            return;
        }

        var node = ledger.State.Nodes.GetValueOrDefault(holder.Node);
        var seen = ledger.View.Sightings.TryGetValue(holder.Node, out var s) && s.Boot == holder.Boot ? s : null;
        if (Proof(ledger, holder, node, seen) is { } proof)
        {
            var why = $"{holder.Node} {Words.Ended(proof)}." + (proof == seen?.Proof && seen.ReleaseReason is { Length: > 0 } reason ? $" {reason}" : "");
            ledger.Record(
                new EpochReleased(holder.Node, holder.Epoch, proof, why),
                ledger.State.Move?.Correlation ?? ledger.State.Incident?.Correlation ?? node?.Incident);
        }
        else if (seen?.Epoch == holder.Epoch)
        {
            Report(ledger, holder, seen);
        }
    }

    private static ReleaseProof? Proof(Ledger ledger, Assignment holder, Node? node, Sighting? seen)
    {
        if (seen is not null && seen.Released >= holder.Epoch)
        {
            return seen.Proof ?? ReleaseProof.Ordered;
        }

        if (node is not null && node.Facts.Boot != holder.Boot && node.Facts.Home == holder.Home)
        {
            return ReleaseProof.Restarted;
        }

        var move = ledger.State.Move;
        if (move is { Confirmed: true } && move.From == holder.Node && node?.Life is not NodeLife.Healthy)
        {
            return ReleaseProof.Confirmed;
        }

        var suspended = ledger.View.Stalled || (ledger.State.Pause is not null && move is null);
        TimeSpan? sinceAnswered = ledger.View.Grants.TryGetValue(holder.Node, out var grant) && grant.Epoch == holder.Epoch ? grant.Since : null;
        var stopBound = node?.Facts.StopBound ?? ledger.State.Timings.StopTimeout;
        return !suspended && Fence.IsCertain(holder.LeaseBound, ledger.State.Timings.Drift, stopBound, sinceAnswered, ledger.View.TermAge)
            ? ReleaseProof.Fenced
            : null;
    }

    private static void Report(Ledger ledger, Assignment holder, Sighting seen)
    {
        if (seen.Running && !holder.Running)
        {
            ledger.Record(new ServiceStarted(holder.Node, holder.Epoch), holder.Correlation);
            if (holder.Cause == ActivationCause.Switchover)
            {
                ledger.Record(new SwitchoverCompleted(holder.Node, holder.Epoch), holder.Correlation);
            }
        }

        var lease = ledger.State.Timings.Lease;
        if (ledger.State.HighAvailability && holder.LeaseBound != lease && seen.Lease == lease)
        {
            ledger.Record(new LeaseConfirmed(holder.Node, holder.Epoch, lease));
        }
    }
}
