namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>What those who look at the world found broken: the first of it ends the world.</summary>
internal sealed class Findings
{
    /// <summary>What was found first; null while all holds.</summary>
    internal string? First { get; private set; }

    /// <summary>Something is broken.</summary>
    internal void Add(string what) => First ??= what;
}
