namespace EventCluster.Simulation.Tests.Faults;

/// <summary>What faults break.</summary>
[Flags]
internal enum FaultKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Control plane instances: killed, stopped, paused, without power, with a wrong wall clock.</summary>
    Instances = 1,

    /// <summary>Nodes: their workers, their services and whole machines.</summary>
    Nodes = 2,

    /// <summary>The store as instances reach it: away, silent, failing, slow.</summary>
    Store = 4,

    /// <summary>What lies between the machines: cut, lossy, doubling, late.</summary>
    Network = 8,

    /// <summary>The message broker, in a world that has one: away, wiped, silent about what it has taken, out of reach of some.</summary>
    Broker = 16,

    /// <summary>Everything.</summary>
    All = Instances | Nodes | Store | Network | Broker,
}
