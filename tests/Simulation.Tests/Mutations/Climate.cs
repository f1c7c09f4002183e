using EventCluster.Simulation.Tests.Options;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Mutations;

/// <summary>A kind of world. Where everything breaks all the time one fault hides what another one would show, so there are several.</summary>
/// <param name="Words">Its options, as for <c>./simulate.sh</c>.</param>
internal sealed record Climate(string Words)
{
    /// <summary>Everything goes wrong, more often than elsewhere.</summary>
    internal static readonly Climate Usual = new("--bus no --storm 120 --faults 3 --commands 6");

    /// <summary>Machines and processes fail; nobody does anything.</summary>
    internal static readonly Climate Machines = new("--bus no --storm 180 --faults instances,nodes:3 --commands none");

    /// <summary>Instances come and go, and nodes are cut off from them.</summary>
    internal static readonly Climate Takeovers = new("--bus no --storm 300 --faults instances,network:2 --commands none");

    /// <summary>The store is bad, and clocks are at the edge of what is allowed.</summary>
    internal static readonly Climate Store = new("--bus no --storm 300 --faults store:3 --commands none --clocks edge");

    /// <summary>The store is bad, and instances come and go.</summary>
    internal static readonly Climate Terms = new("--bus no --storm 180 --faults instances,store:2 --commands none");

    /// <summary>Nodes are cut off for longer than their long lease, and clocks are at the edge of what is allowed.</summary>
    internal static readonly Climate LongLeases = new("--bus no --storm 400 --faults network:3 --commands none --clocks edge --lease 20");

    /// <summary>Nodes are cut off for longer than their short lease, and clocks are at the edge of what is allowed.</summary>
    internal static readonly Climate ShortLeases = new("--bus no --storm 300 --faults network:2 --commands none --clocks edge --lease 3");

    /// <summary>Answers are often late.</summary>
    internal static readonly Climate Late = new("--bus no --storm 300 --faults network:2 --commands none --late 40 --lease 8");

    /// <summary>People change the lease all the time.</summary>
    internal static readonly Climate OtherLeases = new("--bus no --storm 240 --faults network:3 --commands leases:3");

    /// <summary>People switch high availability off and on, and move the role.</summary>
    internal static readonly Climate Switches = new("--bus no --storm 120 --faults network:4 --commands ha,moves:3");

    /// <summary>People switch high availability off and on, and pause the automation.</summary>
    internal static readonly Climate Pauses = new("--bus no --storm 120 --faults nodes:4 --commands ha,pauses:4");

    /// <summary>The world of a seed.</summary>
    internal WorldOptions World(ulong seed) => SimulationOptions.Parse(Words.Split(' ')).World with { Seed = seed };
}
