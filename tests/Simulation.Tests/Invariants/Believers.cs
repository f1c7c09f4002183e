using EventCluster.Domain.Events;
using EventCluster.Domain.Leases;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Nodes;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>What workers believe about their role: it only rises, an epoch that was let go is never taken up again, and when a new one is given nobody believes in an older one any more.</summary>
internal sealed class Believers
{
    private readonly IReadOnlyList<NodeMachine> _nodes;
    private readonly Scheduler _scheduler;
    private readonly Truth _truth;
    private readonly Findings _findings;

    /// <summary>Looks at workers.</summary>
    internal Believers(IReadOnlyList<NodeMachine> nodes, Scheduler scheduler, Truth truth, Findings findings)
    {
        (_nodes, _scheduler, _truth, _findings) = (nodes, scheduler, truth, findings);
        truth.Given += CheckGiven;
    }

    /// <summary>Looks at all that a worker comes to believe.</summary>
    internal void Watch(string node, WorkerProcess worker)
    {
        var before = NodeLease.Nothing;
        worker.Changed += () =>
        {
            var now = worker.Host.Agent.Lease;
            if (!ReferenceEquals(now, before))
            {
                Check(node, before, now);
                before = now;
            }
        };
    }

    private void Check(string node, NodeLease before, NodeLease now)
    {
        if (now.LetGo < before.LetGo || now.ClusterVersion < before.ClusterVersion || (now.Epoch > 0 && (now.Epoch < before.Epoch || now.Epoch <= now.LetGo)))
        {
            _findings.Add($"What {node} believes went back: from epoch {before.Epoch}, {before.LetGo} let go, version {before.ClusterVersion}, to epoch {now.Epoch}, {now.LetGo} let go, version {now.ClusterVersion}.");
        }
        else if (now.Epoch > _truth.State.Epoch)
        {
            _findings.Add($"{node} believes in epoch {now.Epoch}, which nobody was given.");
        }
    }

    private void CheckGiven(NodeActivated given)
    {
        foreach (var node in _nodes)
        {
            if (node.Worker is { Process.IsAlive: true, Host.Agent.Lease: var lease } && lease.Epoch < given.Epoch && lease.Holds(node.Clock.Monotonic(_scheduler.Now)))
            {
                _findings.Add($"{given.Node} was given epoch {given.Epoch} while {node.Name} still believes in epoch {lease.Epoch}.");
            }
        }
    }
}
