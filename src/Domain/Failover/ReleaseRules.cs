using EventCluster.Domain.Events;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Failover;

/// <summary>
/// When the active role is certainly over, and what its holder reports of it. Nothing else ends an epoch:
/// the node's own word, a new process that is heard from the same home, the lease with its allowances, or a person's word.
/// </summary>
internal static class ReleaseRules
{
    internal static void Apply(Ledger ledger)
    {
        if (ledger.State.Holder is not { } holder)
        {
            return;
        }

        var seen = ledger.View.Sightings.TryGetValue(holder.Node, out var s) && s.Boot == holder.Boot ? s : null;
        if (Proof(ledger, holder, seen) is { } proof)
        {
            var why = $"{holder.Node} {Words.Ended(proof)}." + (proof == seen?.Proof && seen.ReleaseReason is { Length: > 0 } reason ? $" {reason}" : "");
            ledger.Record(
                new EpochReleased(holder.Node, holder.Epoch, proof, why),
                ledger.State.Move?.Correlation ?? ledger.State.Incident?.Correlation ?? ledger.IncidentOf(holder.Node));
        }
        else if (seen?.Epoch == holder.Epoch && Report(ledger, holder, seen))
        {
            // By the lease that now counts, the role may be over already.
            Apply(ledger);
        }
    }

    private static ReleaseProof? Proof(Ledger ledger, Assignment holder, Sighting? seen)
    {
        if (seen is not null && seen.Released >= holder.Epoch)
        {
            return seen.Proof ?? ReleaseProof.Ordered;
        }

        if (HasRestarted(ledger, holder))
        {
            return ReleaseProof.Restarted;
        }

        TimeSpan? sinceGiven = ledger.View.Grants.TryGetValue(holder.Node, out var grant) && grant.Epoch == holder.Epoch ? grant.Since : null;
        var move = ledger.State.Move;
        if (move is { Confirmed: true } && move.From == holder.Node && MayBeDown(ledger.State, seen, sinceGiven))
        {
            return ReleaseProof.Confirmed;
        }

        var suspended = ledger.View.Stalled || (ledger.State.Pause is not null && move is null);
        return !suspended && ledger.State.IsFenced(sinceGiven, ledger.View.TermAge) ? ReleaseProof.Fenced : null;
    }

    /// <summary>
    /// The new process must be heard, not only have joined: a join that was long on its way may come from a process that is dead, and that is older
    /// than the one with the role. Whoever sends a heartbeat has its join's answer, so it lived after the role was given.
    /// </summary>
    private static bool HasRestarted(Ledger ledger, Assignment holder) =>
        ledger.State.Nodes.TryGetValue(holder.Node, out var node) && node.Facts.Boot != holder.Boot
        && holder.Home.Length > 0 && node.Facts.Home == holder.Home && ledger.Sighting(node) is not null;

    /// <summary>Whether nothing speaks against a person's word that the holder is down. A node that was heard after it was told to let go may still be stopping its service.</summary>
    private static bool MayBeDown(ClusterState state, Sighting? seen, TimeSpan? sinceGiven) => state.HolderNode?.Life switch
    {
        NodeLife.Healthy => false,
        NodeLife.Suspect => !(seen?.Since < sinceGiven),
        _ => true,
    };

    /// <summary>Records what the holder says of itself; true when another lease counts from now on.</summary>
    private static bool Report(Ledger ledger, Assignment holder, Sighting seen)
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
        var confirms = ledger.State.HighAvailability && holder.LeaseBound != lease && seen.Lease == lease && seen.ClusterVersion >= holder.LeaseSince;
        if (confirms)
        {
            ledger.Record(new LeaseConfirmed(holder.Node, holder.Epoch, lease));
        }

        return confirms;
    }
}
