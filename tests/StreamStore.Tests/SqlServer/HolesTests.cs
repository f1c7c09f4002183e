using EventCluster.StreamStore.SqlServer;

namespace EventCluster.StreamStore.Tests.SqlServer;

public sealed class HolesTests
{
    private static readonly DateTime Utc = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);
    private readonly Holes holes = new(TimeSpan.FromSeconds(1));

    [Fact]
    public void Given_no_hole_When_judged_Then_the_page_is_given() => Passable(5, TimeSpan.Zero, Utc, [5, 6, 7]).ShouldBe(3);

    [Fact]
    public void Given_a_young_hole_When_judged_Then_nothing_behind_it_is_given() => Passable(5, TimeSpan.Zero, Utc, [5, 7, 8]).ShouldBe(1);

    [Fact]
    public void Given_a_hole_at_the_start_When_judged_Then_nothing_is_given() => Passable(5, TimeSpan.Zero, Utc, [6]).ShouldBe(0);

    [Fact]
    public void Given_a_hole_that_was_watched_for_long_enough_When_judged_Then_it_is_passed_with_all_others_of_its_page()
    {
        Passable(0, TimeSpan.Zero, Utc, [1, 3, 5]).ShouldBe(0);
        Passable(0, TimeSpan.FromSeconds(0.9), Utc, [1, 3, 5]).ShouldBe(0);
        Passable(0, TimeSpan.FromSeconds(1), Utc, [1, 3, 5]).ShouldBe(3);
    }

    [Fact]
    public void Given_a_hole_that_is_filled_meanwhile_When_judged_Then_it_is_none()
    {
        Passable(0, TimeSpan.Zero, Utc, [0, 2]).ShouldBe(1);
        Passable(0, TimeSpan.FromSeconds(0.1), Utc, [0, 1, 2]).ShouldBe(3);
    }

    [Fact]
    public void Given_an_old_event_behind_a_hole_When_judged_Then_it_is_passed_at_once() => Passable(0, TimeSpan.Zero, Utc.AddSeconds(1), [4, 9]).ShouldBe(2);

    [Fact]
    public void Given_no_wait_When_judged_Then_every_hole_is_passed() => new Holes(TimeSpan.Zero).Passable(Page([4, 9]), 0, TimeSpan.Zero, Utc).ShouldBe(2);

    private int Passable(long from, TimeSpan now, DateTime utcNow, long[] positions) => holes.Passable(Page(positions), from, now, utcNow);

    private static StoredEvent[] Page(long[] positions) => [.. positions.Select(position => new StoredEvent("orders", 0, position, Guid.Empty, Utc, "happened", default, default))];
}
