using EventCluster.StreamStore.SqlServer;

namespace EventCluster.StreamStore.Tests.SqlServer;

public sealed class RetryRuleTests
{
    private static readonly RetryRule Rule = new(TimeSpan.FromSeconds(5));

    [Theory]
    [InlineData(FaultKind.Transient, true)]
    [InlineData(FaultKind.Lost, true)]
    [InlineData(FaultKind.Duplicate, true)]
    [InlineData(FaultKind.Denied, false)]
    [InlineData(FaultKind.Missing, false)]
    [InlineData(FaultKind.Full, false)]
    [InlineData(FaultKind.Other, false)]
    internal void Given_a_fault_When_judged_Then_only_those_that_pass_are_tried_again(FaultKind kind, bool again) =>
        Rule.PauseAfter(kind, 1, TimeSpan.Zero, 0.5).HasValue.ShouldBe(again);

    [Fact]
    public void Given_more_and_more_attempts_When_judged_Then_the_pause_grows_to_a_bound()
    {
        var pauses = Enumerable.Range(1, 60).Select(attempts => Rule.PauseAfter(FaultKind.Transient, attempts, TimeSpan.Zero, 1)!.Value).ToList();

        pauses.ShouldBe(pauses.Order());
        pauses[0].ShouldBe(TimeSpan.FromMilliseconds(10));
        pauses[^1].ShouldBe(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public void Given_chance_When_judged_Then_pauses_spread_over_half_their_length()
    {
        Rule.PauseAfter(FaultKind.Lost, 3, TimeSpan.Zero, 0).ShouldBe(TimeSpan.FromMilliseconds(20));
        Rule.PauseAfter(FaultKind.Lost, 3, TimeSpan.Zero, 1).ShouldBe(TimeSpan.FromMilliseconds(40));
    }

    [Fact]
    public void Given_the_callers_time_is_up_When_judged_Then_it_is_not_tried_again()
    {
        Rule.PauseAfter(FaultKind.Transient, 20, TimeSpan.FromSeconds(4.4), 1).ShouldNotBeNull();
        Rule.PauseAfter(FaultKind.Transient, 20, TimeSpan.FromSeconds(4.5), 1).ShouldBeNull();
        new RetryRule(TimeSpan.Zero).PauseAfter(FaultKind.Transient, 1, TimeSpan.Zero, 0).ShouldBeNull();
    }
}
