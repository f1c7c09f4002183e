using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Driver;

/// <summary>Fewer faults and commands that break the same rule.</summary>
public sealed class ShorteningTests
{
    [Fact]
    public void Given_a_violation_then_the_shortened_world_is_smaller_and_breaks_again_whenever_it_is_run()
    {
        // Clocks that nothing is promised for.
        var violation = Enumerable.Range(1, 20).Select(seed => new World(new((ulong)seed) { ClockSpread = 400_000 }).Run()).First(v => v is { Drawn: > 3 })!;

        var (shortest, _) = Shortening.Of(violation, TimeSpan.FromMinutes(1));

        shortest.Options.Deeds.Count.ShouldBeLessThan(violation.Drawn);
        new World(shortest.Options).Run().ShouldNotBeNull().Line.ShouldBe(shortest.Line);
    }
}
