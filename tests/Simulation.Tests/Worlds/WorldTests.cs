namespace EventCluster.Simulation.Tests.Worlds;

/// <summary>Whole clusters in a storm of faults.</summary>
public sealed class WorldTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(2);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Given_ten_minutes_of_faults_and_commands_then_every_invariant_holds_and_a_service_is_active_afterwards(ulong seed)
    {
        var violation = new World(new(seed)).Run();

        violation.ShouldBeNull(violation is null ? null : $"{string.Join('\n', violation.Timeline)}\n{violation.Line}");
    }

    [Fact]
    public void Given_the_same_seed_then_the_same_happens()
    {
        World one = new(new(77) { Storm = Short });
        World other = new(new(77) { Storm = Short });

        one.Run();
        other.Run();

        one.Chronicle.Fingerprint.ShouldBe(other.Chronicle.Fingerprint);
        one.Scheduler.Steps.ShouldBe(other.Scheduler.Steps);
    }

    [Fact]
    public void Given_clocks_that_differ_by_far_more_than_is_allowed_then_two_of_something_are_seen()
    {
        const int MostSeeds = 20;
        const int FourTenths = 400_000;

        Enumerable.Range(1, MostSeeds).Select(seed => new World(new((ulong)seed) { ClockSpread = FourTenths }).Run())
            .FirstOrDefault(violation => violation is not null).ShouldNotBeNull().What.ShouldMatch("act as the scheduler|service runs on");
    }

    /// <summary>The first ones, and those that have found something.</summary>
    /// <remarks>1185: a confirmation that the active node was down waited 22 s for the store, and was then taken for one about the node that had the role by then.</remarks>
    public static TheoryData<ulong> Seeds() => [.. Enumerable.Range(1, 12).Select(seed => (ulong)seed), 1185];
}
