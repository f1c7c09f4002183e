using EventCluster.Domain.Leases;

namespace EventCluster.Domain.Tests.Leases;

public sealed class TermTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    [Fact]
    public void Given_a_term_When_time_passes_Then_it_holds_until_the_lease_after_the_asking()
    {
        var term = TermLease.Start(3, At(10), Lease, At(12));
        (term.StartedAt, term.Holds(At(14.999)), term.Holds(At(15))).ShouldBe((At(12), true, false));
        term.Renew(At(13), Lease).ValidUntil.ShouldBe(At(18));
    }

    [Fact]
    public void Given_a_term_When_a_shorter_lease_is_asked_for_Then_it_counts_at_once_and_a_longer_one_only_when_it_is_acknowledged()
    {
        var term = TermLease.Start(3, At(10), Lease, At(10));
        term.Ask(At(11), TimeSpan.FromSeconds(1)).ValidUntil.ShouldBe(At(12));
        term.Ask(At(11), TimeSpan.FromSeconds(60)).ValidUntil.ShouldBe(At(15));
        term.Renew(At(11), TimeSpan.FromSeconds(60)).ValidUntil.ShouldBe(At(71));
    }

    [Theory]
    [InlineData(5.09, false)]
    [InlineData(5.1, true)]
    public void Given_a_watcher_When_the_head_stands_still_for_lease_and_drift_Then_the_term_may_be_taken_over(double after, bool may) =>
        TermWatch.Empty.See(7, 3, Lease, At(100)).See(7, 3, Lease, At(103)).MayTakeOver(At(100 + after), 0.02).ShouldBe(may);

    [Fact]
    public void Given_a_watcher_When_the_head_moves_Then_it_waits_anew() =>
        TermWatch.Empty.See(7, 3, Lease, At(100)).See(8, 3, Lease, At(105)).ShouldBe(new TermWatch(8, At(105), 3, Lease));

    [Fact]
    public void Given_no_term_or_one_that_ended_When_watched_Then_it_may_be_taken_over_at_once()
    {
        TermWatch.Empty.MayTakeOver(At(0), 0.02).ShouldBeTrue();
        TermWatch.Empty.See(9, 3, TimeSpan.Zero, At(100)).MayTakeOver(At(100), 0.02).ShouldBeTrue();
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
