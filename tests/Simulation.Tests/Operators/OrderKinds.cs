namespace EventCluster.Simulation.Tests.Operators;

/// <summary>What people want.</summary>
[Flags]
internal enum OrderKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>High availability off and on.</summary>
    Ha = 1,

    /// <summary>Switchovers and forced failovers.</summary>
    Moves = 2,

    /// <summary>The active node is switched off, and it is said so.</summary>
    Confirmations = 4,

    /// <summary>Nodes in maintenance, removed, restarted.</summary>
    Maintenance = 8,

    /// <summary>Other leases.</summary>
    Leases = 16,

    /// <summary>Pauses of the automation.</summary>
    Pauses = 32,

    /// <summary>Everything.</summary>
    All = Ha | Moves | Confirmations | Maintenance | Leases | Pauses,
}
