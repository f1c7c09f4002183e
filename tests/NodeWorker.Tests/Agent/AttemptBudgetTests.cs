using EventCluster.NodeWorker.Agent;

namespace EventCluster.NodeWorker.Tests.Agent;

public sealed class AttemptBudgetTests
{
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Given_a_burst_within_the_bound_then_nobody_waits_and_the_next_one_does()
    {
        var budget = new AttemptBudget(3, Tenth);

        Enumerable.Range(0, 3).Select(_ => budget.Take(TimeSpan.Zero)).ShouldAllBe(wait => wait == TimeSpan.Zero);
        budget.Take(TimeSpan.Zero).ShouldBe(Tenth);
    }

    [Fact]
    public void Given_a_spent_burst_when_time_passes_then_attempts_come_back_at_the_rate()
    {
        var budget = new AttemptBudget(2, Tenth);
        budget.Take(TimeSpan.Zero);
        budget.Take(TimeSpan.Zero);

        budget.Take(Tenth).ShouldBe(TimeSpan.Zero);
        budget.Take(Tenth).ShouldBe(Tenth);
    }

    [Fact]
    public void Given_a_storm_for_ten_seconds_then_no_more_than_burst_and_rate_come_through()
    {
        var budget = new AttemptBudget(20, Tenth);
        var now = TimeSpan.Zero;
        var made = 0;
        while (now < TimeSpan.FromSeconds(10))
        {
            now += budget.Take(now);
            made++;
        }

        made.ShouldBeInRange(100, 121);
    }
}
