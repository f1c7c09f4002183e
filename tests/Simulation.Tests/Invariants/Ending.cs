using System.Text.Json;
using EventCluster.ControlPlane.Audit;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>What must hold once the faults are over and everybody had time.</summary>
internal static class Ending
{
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

        var truth = JsonSerializer.SerializeToElement(state);
        foreach (var instance in world.Instances)
        {
            var view = instance.Current!.Log.State;
            if (JsonDifference.First(JsonSerializer.SerializeToElement(view), truth) is { } difference)
            {
                throw new BrokenException($"The view of {instance.Name} at version {view.Version} is not the fold of the history at {state.Version}: {difference}");
            }
        }
    }
}
