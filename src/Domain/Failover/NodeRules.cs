using EventCluster.Domain.Events;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Failover;

/// <summary>Who is alive, and what each node reports of itself.</summary>
internal static class NodeRules
{
    internal static void Apply(Ledger ledger, string name)
    {
        var node = ledger.State.Nodes[name];
        var seen = ledger.Sighting(node);
        JudgeLife(ledger, node, seen);
        if (seen is null or { Leaving: true })
        {
            return;
        }

        if (!SameOutcome(node.Checks, seen.Checks))
        {
            ledger.Record(new NodeChecksChanged(name, seen.Checks));
        }

        if (node.WebGeneration != seen.WebGeneration || node.ServiceGeneration != seen.ServiceGeneration)
        {
            ledger.Record(new NodeConfigurationApplied(name, seen.WebGeneration, seen.ServiceGeneration));
        }

        if (node.Restart is { } request && seen.RestartDone == request)
        {
            ledger.Record(new NodeRestartCompleted(name, request));
        }
    }

    private static void JudgeLife(Ledger ledger, Node node, Sighting? seen)
    {
        var timings = ledger.State.Timings;
        var silence = ledger.Silence(node);
        if (seen is { Leaving: true })
        {
            if (node.Life != NodeLife.Left)
            {
                ledger.Record(new NodeLeft(node.Name));
            }
        }
        else if (seen is not null && silence < timings.SuspectAfter)
        {
            if (node.Life != NodeLife.Healthy)
            {
                ledger.Record(new NodeRecovered(node.Name, node.Life), node.Incident);
            }
        }
        else if (!ledger.View.Stalled && node.Life is not (NodeLife.Left or NodeLife.Lost))
        {
            // One incident, however many steps it takes: the suspicion's correlation goes on.
            if (node.Life == NodeLife.Healthy && silence >= timings.SuspectAfter)
            {
                ledger.Record(new NodeSuspected(node.Name, $"{node.Name} was not heard for {Words.Seconds(silence)}; suspectAfter is {Words.Seconds(timings.SuspectAfter)}."));
            }

            if (silence >= timings.LostAfter)
            {
                ledger.Record(
                    new NodeLost(node.Name, $"{node.Name} was not heard for {Words.Seconds(silence)}; lostAfter is {Words.Seconds(timings.LostAfter)}."),
                    ledger.State.Nodes[node.Name].Incident);
            }
        }
    }

    private static bool SameOutcome(IReadOnlyList<NodeCheck> before, IReadOnlyList<NodeCheck> now)
    {
        if (before.Count != now.Count)
        {
            return false;
        }

        for (var i = 0; i < now.Count; i++)
        {
            if (before[i].Name != now[i].Name || before[i].Status != now[i].Status)
            {
                return false;
            }
        }

        return true;
    }
}
