using System.Runtime.InteropServices;

namespace EventCluster.Simulation.Tests.Nodes;

/// <summary>The machines on which the service exists: of thousands mostly one, so that looking at it after each step costs little.</summary>
internal sealed class RunningServices
{
    private readonly List<NodeMachine> _machines = [];

    /// <summary>The machines.</summary>
    internal ReadOnlySpan<NodeMachine> Machines => CollectionsMarshal.AsSpan(_machines);

    /// <summary>The service of a machine has begun to exist, or does so no more.</summary>
    internal void Note(NodeMachine machine, bool exists)
    {
        _machines.Remove(machine);
        if (exists)
        {
            _machines.Add(machine);
        }
    }
}
