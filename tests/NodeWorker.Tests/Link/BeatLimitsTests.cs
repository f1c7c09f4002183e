using EventCluster.Domain.Leases;
using EventCluster.NodeWorker.Link;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Link;

public sealed class BeatLimitsTests
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(1000, 5000, 1666)]
    [InlineData(200, 5000, 400)]
    [InlineData(1000, null, 2000)]
    [InlineData(30000, 300000, 10000)]
    [InlineData(10, 30, 50)]
    public void Given_interval_and_lease_then_a_heartbeat_takes_at_most_two_intervals_a_third_of_the_lease_and_ten_seconds(int interval, int? lease, int limit) =>
        ((int)For(interval, lease, NodeLease.Nothing).Whole.TotalMilliseconds).ShouldBe(limit);

    [Theory]
    [InlineData(1000, 5000, null, 500)]
    [InlineData(1000, 5000, 5000, 500)]
    [InlineData(1000, 5000, 900, 300)]
    [InlineData(1000, 5000, 0, 0)]
    [InlineData(1000, 5000, -100, 0)]
    [InlineData(30000, 300000, 300000, 5000)]
    [InlineData(1000, 600, 600, 100)]
    public void Given_what_is_left_of_the_lease_then_the_first_way_gets_half_an_interval_and_never_more_than_a_third_of_it(
        int interval, int? lease, int? left, int limit)
    {
        var held = left is { } some ? NodeLease.Nothing with { Epoch = 1, ValidUntil = Now + Milliseconds(some) } : NodeLease.Nothing;

        ((int)For(interval, lease, held).Prompt.TotalMilliseconds).ShouldBe(limit);
    }

    [Fact]
    public void Given_any_lease_then_a_heartbeat_is_worth_one_interval()
    {
        For(1000, 5000, NodeLease.Nothing with { Lease = Milliseconds(9000) }).Worth.ShouldBe(Milliseconds(1000));
        For(200, 1000, NodeLease.Nothing).Worth.ShouldBe(Milliseconds(200));
        For(1000, null, NodeLease.Nothing).Worth.ShouldBe(Milliseconds(1000));
    }

    [Fact]
    public void Given_what_the_first_way_took_then_the_last_way_has_the_rest() =>
        For(1000, 6000, NodeLease.Nothing).After(Milliseconds(500)).Whole.ShouldBe(Milliseconds(1500));

    private static BeatLimits For(int interval, int? lease, NodeLease held) => BeatLimits.For(
        FakeControlPlane.Standby() with { HeartbeatInterval = Milliseconds(interval), Lease = lease is { } some ? Milliseconds(some) : null }, held, Now);

    private static TimeSpan Milliseconds(int value) => TimeSpan.FromMilliseconds(value);
}
