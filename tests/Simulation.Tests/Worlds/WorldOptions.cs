using EventCluster.Simulation.Tests.Faults;
using EventCluster.Simulation.Tests.Operators;

namespace EventCluster.Simulation.Tests.Worlds;

/// <summary>What world is simulated.</summary>
/// <param name="Seed">All chance comes from it.</param>
internal sealed record WorldOptions(ulong Seed)
{
    /// <summary>How many control plane instances there are.</summary>
    internal int Instances { get; init; } = 3;

    /// <summary>How many nodes there are.</summary>
    internal int Nodes { get; init; } = 5;

    /// <summary>The timings' profile.</summary>
    internal string Profile { get; init; } = "balanced";

    /// <summary>Whether there is a message bus; null to let the seed say it: two worlds of three have one.</summary>
    internal bool? HasBus { get; init; }

    /// <summary>For how long faults happen.</summary>
    internal TimeSpan Storm { get; init; } = TimeSpan.FromSeconds(510);

    /// <summary>How long the world is left alone afterwards, within which a service must be active.</summary>
    internal TimeSpan Calm { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>What breaks.</summary>
    internal FaultKinds Faults { get; init; } = FaultKinds.All;

    /// <summary>Mean time between two faults.</summary>
    internal TimeSpan FaultEvery { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Mean time between two commands of people.</summary>
    internal TimeSpan CommandEvery { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>What people want.</summary>
    internal OrderKinds Orders { get; init; } = OrderKinds.All;

    /// <summary>By how much clocks differ at most, in millionths of their speed. The profiles allow 20,000.</summary>
    internal int ClockSpread { get; init; } = 19_500;

    /// <summary>Whether each clock is as slow or as fast as it may be, and none between.</summary>
    internal bool ClocksAtEdge { get; init; }

    /// <summary>How often a message is held up for a while, whatever else breaks.</summary>
    internal double Late { get; init; }

    /// <summary>The lease that is set at the beginning and that nobody changes; null for that of the profile, which people change.</summary>
    internal TimeSpan? Lease { get; init; }

    /// <summary>Which faults and commands are done.</summary>
    internal Selection Deeds { get; init; } = Selection.All;

    /// <summary>How many lines of what happened are kept.</summary>
    internal int Lines { get; init; } = 400;
}
