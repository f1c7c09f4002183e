using EventCluster.NodeWorker.Follow;

namespace EventCluster.NodeWorker.Tests.Follow;

public sealed class FillRuleTests
{
    private const double Half = 0.5;
    private readonly FillRule _rule = new(Half);

    [Fact]
    public void Given_nothing_wanted_and_nothing_behind_then_nothing_is_read()
    {
        for (var now = 0; now < 1000; now++)
        {
            _rule.IsDue(false, false, true, Second(now)).ShouldBeFalse();
        }
    }

    [Fact]
    public void Given_a_hole_then_it_is_read_after_the_nodes_own_share_of_a_second()
    {
        _rule.IsDue(true, true, true, Second(10)).ShouldBeFalse();
        _rule.IsDue(true, true, true, Second(10.4)).ShouldBeFalse();
        _rule.IsDue(true, true, true, Second(10.5)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, 45)]
    [InlineData(false, 7.5)]
    public void Given_a_later_version_of_the_cluster_then_it_is_read_after_patience_longer_on_the_bus(bool isOnBus, double patience)
    {
        _rule.IsDue(false, true, isOnBus, Second(10)).ShouldBeFalse();
        _rule.IsDue(false, true, isOnBus, Second(10 + patience - 0.1)).ShouldBeFalse();
        _rule.IsDue(false, true, isOnBus, Second(10 + patience)).ShouldBeTrue();
        _rule.Succeeded(Second(10 + patience));
        _rule.IsDue(false, true, isOnBus, Second(11 + patience)).ShouldBeFalse();
    }

    [Fact]
    public void Given_failures_then_attempts_come_ever_less_but_at_least_every_thirty_seconds()
    {
        List<double> attempts = [];
        for (var now = 0.0; now < 300; now += 0.1)
        {
            if (_rule.IsDue(true, true, true, Second(now)))
            {
                attempts.Add(now);
                _rule.Failed(Second(now));
            }
        }

        attempts.Count.ShouldBeInRange(300 / 30, 20);
        attempts.Skip(1).Zip(attempts, (later, earlier) => later - earlier).ShouldAllBe(pause => pause < 30.5);
    }

    private static TimeSpan Second(double value) => TimeSpan.FromSeconds(value);
}
