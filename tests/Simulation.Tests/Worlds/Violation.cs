using System.Globalization;

namespace EventCluster.Simulation.Tests.Worlds;

/// <summary>What was broken, and how it came to it.</summary>
/// <param name="Options">The world.</param>
/// <param name="At">When.</param>
/// <param name="What">Which rule.</param>
/// <param name="Drawn">How many faults and commands were drawn until then.</param>
/// <param name="Timeline">What happened before, and who believed what, a line each.</param>
internal sealed record Violation(WorldOptions Options, TimeSpan At, string What, int Drawn, IReadOnlyList<string> Timeline)
{
    /// <summary>One line that others can read: seed, time and rule.</summary>
    internal string Line => string.Create(CultureInfo.InvariantCulture, $"seed {Options.Seed} at {At.TotalSeconds:0.000} s: {What}");
}

/// <summary>An invariant does not hold.</summary>
internal sealed class BrokenException(string what) : Exception(what);
