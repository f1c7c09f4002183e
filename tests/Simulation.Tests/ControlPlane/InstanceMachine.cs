using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Store;

namespace EventCluster.Simulation.Tests.ControlPlane;

/// <summary>A machine on which a control plane instance runs.</summary>
internal sealed class InstanceMachine(string name, MachineClock clock)
{
    /// <summary>Name of the machine and of its instance.</summary>
    internal string Name { get; } = name;

    /// <summary>Its clocks.</summary>
    internal MachineClock Clock { get; } = clock;

    /// <summary>How it reaches the store.</summary>
    internal StoreFaults Store { get; } = new();

    /// <summary>The process that runs, or the last that ran; null before the first.</summary>
    internal InstanceProcess? Current { get; set; }

    /// <summary>How often it was started anew from nothing: another home.</summary>
    internal int Boots { get; set; } = 1;

    /// <summary>Whether it acts as the scheduler at this moment.</summary>
    internal bool IsActing => Current is { Process.Runs: true } process && process.Term.IsActive;

    /// <summary>Whether it extends leases at this moment.</summary>
    internal bool IsAnswering => Current is { Process.Runs: true } process && process.Term.MayAnswer;
}
