using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Audit;
using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>The product's own proofs, as its API offers them, through every instance: the hash chain holds, and the history folded anew is the live view.</summary>
internal sealed class Proof(World world)
{
    private static readonly string Nowhere = Path.Combine(AppContext.BaseDirectory, "no-checkpoints");
    private readonly Dictionary<string, (AuditVerification Chain, RebuildReport Fold)> _proofs = [];

    /// <summary>Asks for them.</summary>
    internal void Begin()
    {
        foreach (var instance in world.Instances)
        {
            if (instance.Current is { } process)
            {
                process.Process.Start(() => ProveAsync(instance, process));
            }
        }
    }

    /// <summary>Throws where one fails, or was not given.</summary>
    internal void Check()
    {
        foreach (var instance in world.Instances)
        {
            if (!_proofs.TryGetValue(instance.Name, out var proof))
            {
                throw new BrokenException($"{instance.Name} did not prove the history, although the faults are long over.");
            }

            if (!proof.Chain.Intact)
            {
                throw new BrokenException($"{instance.Name} finds the history broken at version {proof.Chain.FirstBroken?.Version}: {proof.Chain.FirstBroken?.Why}");
            }

            if (!proof.Fold.Equal)
            {
                throw new BrokenException($"{instance.Name} finds its view not to be the fold of the history: {proof.Fold.FirstDifference}");
            }
        }
    }

    private async Task ProveAsync(InstanceMachine machine, InstanceProcess process)
    {
        SimulatedClock clock = new(world.Scheduler, machine.Clock, process.Process);
        var chain = await new ChainVerification(process.Store, process.Log, new(process.Settings with { DataDirectory = Nowhere }, clock)).RunAsync(CancellationToken.None);
        _proofs[machine.Name] = (chain, await new Rebuild(process.Log, clock).RunAsync(CancellationToken.None));
    }
}
