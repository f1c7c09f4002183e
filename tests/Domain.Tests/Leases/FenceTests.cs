using EventCluster.Domain.Leases;

namespace EventCluster.Domain.Tests.Leases;

public sealed class FenceTests
{
    [Theory]
    [InlineData(5, 0, 0, 5)]
    [InlineData(5, 0.02, 0, 5.1)]
    [InlineData(5, 0.02, 0.5, 5.61)]
    [InlineData(300, 0.2, 30, 396)]
    public void The_wait_is_lease_and_stop_bound_stretched_by_the_drift(double lease, double drift, double stop, double wait) =>
        Fence.Wait(Seconds(lease), drift, Seconds(stop)).ShouldBe(Seconds(wait));

    [Theory]
    [InlineData(null, 5.61, true)]
    [InlineData(null, 5.60, false)]
    [InlineData(5.61, 100, true)]
    [InlineData(5.60, 100, false)]
    [InlineData(100.0, 5.60, false)]
    public void It_is_certain_when_the_wait_has_passed_since_the_last_answer_and_since_the_term_began(double? since, double age, bool certain) =>
        Fence.IsCertain(Seconds(5), 0.02, Seconds(0.5), since is { } s ? Seconds(s) : null, Seconds(age)).ShouldBe(certain);

    [Fact]
    public void A_role_without_end_is_never_certain_by_time() => Fence.IsCertain(null, 0, TimeSpan.Zero, null, TimeSpan.MaxValue).ShouldBeFalse();

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
