using EventCluster.Domain.State;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Nodes;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>What must hold once the faults are over and everybody had time.</summary>
internal static class Ending
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    /// <summary>Throws when something does not hold.</summary>
    internal static void Check(World world)
    {
        var state = world.Truth.State;
        if (!world.Instances.Any(i => i.IsActing))
        {
            throw new BrokenException("No instance acts, although the faults are long over.");
        }

        if (!world.Nodes.Any(n => n.IsServing(world.Scheduler.Now)))
        {
            var why = state.Blocked is { } blocked ? blocked.ToString() : $"the holder is {state.Holder}";
            throw new BrokenException($"The service runs nowhere, although the faults are long over: {why}");
        }

        foreach (var instance in world.Instances)
        {
            var view = instance.Current!.Log.State;
            if (Views.Difference(view, state) is { } difference)
            {
                throw new BrokenException($"The view of {instance.Name} at version {view.Version} is not the fold of the history at {state.Version}: {difference}");
            }
        }

        foreach (var node in world.Nodes)
        {
            if (Absence(node, state.Nodes.GetValueOrDefault(node.Name), world.Scheduler) is { } why)
            {
                throw new BrokenException($"{node.Name} is no part of the cluster, although the faults are long over: {why}");
            }
        }

        world.Clients.Check();
        if (world.Findings.First is { } broken)
        {
            throw new BrokenException(broken);
        }
    }

    private static string? Absence(NodeMachine machine, Node? known, Scheduler scheduler) =>
        machine.Worker is not { Process.Runs: true } worker ? "its worker does not run"
        : known is null ? "the cluster does not know it"
        : known.Facts.Boot != worker.Boot ? "the cluster knows another process of it"
        : known.Life != NodeLife.Healthy ? $"it counts as {known.Life}"
        : worker.Status is not { IsJoined: true, HeardAt: { } heard } ? $"its worker is not joined: {worker.Status.LastError}"
        : machine.Clock.Monotonic(scheduler.Now) - heard > LongestSilence ? "its worker gets no answers"
        : null;
}
