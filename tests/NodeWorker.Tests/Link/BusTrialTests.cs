using EventCluster.NodeWorker.Link;

namespace EventCluster.NodeWorker.Tests.Link;

public sealed class BusTrialTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly BusTrial _trial = new();

    [Fact]
    public void Given_a_bus_that_is_away_then_it_is_never_tried()
    {
        _trial.IsDue(null, Second(1)).ShouldBeFalse();
        _trial.IsDue(null, Second(1000)).ShouldBeFalse();
        _trial.Serves.ShouldBeFalse();
    }

    [Fact]
    public void Given_a_bus_that_answers_then_every_heartbeat_goes_over_it()
    {
        for (var now = Second(1); now < Second(5); now += Interval)
        {
            _trial.IsDue(Second(0), now).ShouldBeTrue();
            _trial.Answered();
        }

        _trial.Serves.ShouldBeTrue();
    }

    [Fact]
    public void Given_a_connected_bus_on_which_nobody_answers_then_it_is_tried_ever_less_but_at_least_every_five_seconds()
    {
        var tries = Tries(Second(0), Second(0), Second(60));

        tries.Skip(1).Zip(tries, (later, earlier) => later - earlier).ShouldAllBe(pause => pause <= BusTrial.LongestPause + Interval);
        tries.Count.ShouldBeInRange(60 / 5, 60 / 5 + 3);
        _trial.Serves.ShouldBeFalse();
    }

    [Fact]
    public void Given_failures_when_it_answers_again_then_it_serves_and_the_next_failure_costs_the_shortest_pause()
    {
        var last = Tries(Second(0), Second(0), Second(30))[^1] + BusTrial.LongestPause;
        _trial.IsDue(Second(0), last).ShouldBeTrue();
        _trial.Answered();
        _trial.Serves.ShouldBeTrue();

        _trial.Failed(last);
        _trial.IsDue(Second(0), last + BusTrial.ShortestPause - Interval).ShouldBeFalse();
        _trial.IsDue(Second(0), last + BusTrial.ShortestPause).ShouldBeTrue();
    }

    [Fact]
    public void Given_failures_when_it_has_connected_anew_then_it_is_tried_at_once()
    {
        _trial.IsDue(Second(0), Second(10)).ShouldBeTrue();
        _trial.Failed(Second(10));
        _trial.IsDue(Second(0), Second(10) + Interval).ShouldBeFalse();

        _trial.IsDue(Second(10) + Interval, Second(10) + Interval * 2).ShouldBeTrue();
    }

    [Fact]
    public void Given_that_it_served_when_it_goes_away_then_it_serves_no_more_and_not_before_it_has_answered_again()
    {
        _trial.IsDue(Second(0), Second(1)).ShouldBeTrue();
        _trial.Answered();
        _trial.IsDue(null, Second(2)).ShouldBeFalse();
        _trial.Serves.ShouldBeFalse();
        _trial.IsDue(Second(3), Second(3)).ShouldBeTrue();
        _trial.Serves.ShouldBeFalse();
    }

    [Fact]
    public void Given_a_failure_when_the_other_way_fails_too_then_it_is_tried_at_once()
    {
        _trial.IsDue(Second(0), Second(10)).ShouldBeTrue();
        _trial.Failed(Second(10));
        _trial.Hope();

        _trial.IsDue(Second(0), Second(10)).ShouldBeTrue();
    }

    private List<TimeSpan> Tries(TimeSpan connectedSince, TimeSpan from, TimeSpan to)
    {
        List<TimeSpan> tries = [];
        for (var now = from; now < to; now += Interval)
        {
            if (_trial.IsDue(connectedSince, now))
            {
                tries.Add(now);
                _trial.Failed(now);
            }
        }

        return tries;
    }

    private static TimeSpan Second(double value) => TimeSpan.FromSeconds(value);
}
