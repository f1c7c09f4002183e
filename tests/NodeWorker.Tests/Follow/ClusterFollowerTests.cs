using EventCluster.Contracts.Bus;
using EventCluster.NodeWorker.Follow;
using FsCheck;
using FsCheck.Fluent;

namespace EventCluster.NodeWorker.Tests.Follow;

/// <summary>Whatever the bus loses, doubles and turns around: each event is applied once and in its order.</summary>
public sealed class ClusterFollowerTests
{
    private const int Programs = 500;
    private const int LongestProgram = 150;
    private readonly History _history = new();
    private readonly ClusterFollower _follower = new(FollowedCluster.Nothing);

    [Fact]
    public void Given_any_loss_order_and_repetition_and_fills_then_the_end_is_that_of_the_plain_fold() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Programs).WithEndSize(LongestProgram),
            Prop.ForAll(Arb.From(Gen.ArrayOf(Gen.Choose(0, 1_000_000))), new Action<int[]>(program => new World().Run(program))));

    [Fact]
    public void Given_a_start_then_the_history_is_wanted_and_what_the_bus_brings_meanwhile_follows_it()
    {
        for (var i = 0; i < 5; i++)
        {
            _history.AddAny(i);
        }

        _follower.IsWanted.ShouldBeTrue();
        var after = _follower.BeginFill();
        after.ShouldBe(-1);
        var page = _history.Page(after, 100, head: 3);
        _follower.Hear(_history.Add("LoadBalancingDisabled")).ShouldBe(Following.Hole);
        _follower.Fill(after, page).ShouldBeTrue();
        _follower.EndFill(isWhole: true);

        // Version 4 is the node's own and was not heard; 5 is the cluster's and had to wait only for the page.
        _follower.Cluster.Facts.LoadBalancing.ShouldBe(false);
        _follower.Counts.ShouldBe(new(Duplicates: 0, Holes: 0, Filled: 4, Restarts: 0, Waiting: 0));
        _follower.Cluster.Through.ShouldBe(3);
    }

    [Fact]
    public void Given_a_hole_then_it_is_counted_once_told_and_filled()
    {
        var told = 0;
        _follower.Wanted += () => told++;
        Fill();
        _history.AddAny(0);
        var second = _history.AddAny(1);
        var third = _history.AddAny(0);

        _follower.IsWanted.ShouldBeFalse();
        _follower.Hear(second).ShouldBe(Following.Hole);
        _follower.Hear(third).ShouldBe(Following.Hole);
        _follower.Hear(third).ShouldBe(Following.Hole);
        _follower.IsWanted.ShouldBeTrue();
        told.ShouldBe(3);
        _follower.Counts.ShouldBe(new(Duplicates: 1, Holes: 1, Filled: 0, Restarts: 0, Waiting: 2));

        Fill();
        _follower.IsWanted.ShouldBeFalse();
        _follower.Cluster.ShouldBe(_history.Plain() with { Through = 2 });
        _follower.Hear(second).ShouldBe(Following.Duplicate);
    }

    [Fact]
    public void Given_more_events_behind_a_hole_than_may_wait_then_the_rest_is_read_again()
    {
        Fill();
        _history.AddAny(0);
        for (var i = 0; i < ClusterFollower.MostWaiting + 10; i++)
        {
            _follower.Hear(_history.AddAny(i % 2)).ShouldBe(Following.Hole);
        }

        _follower.Counts.Waiting.ShouldBe(ClusterFollower.MostWaiting);
        Fill();
        _follower.Cluster.ShouldBe(_history.Plain() with { Through = _history.Version });
    }

    [Fact]
    public void Given_a_reading_that_failed_then_the_history_is_still_wanted()
    {
        _follower.BeginFill();
        _follower.EndFill(isWhole: false);
        _follower.IsWanted.ShouldBeTrue();
    }

    [Fact]
    public void Given_that_nobody_listened_for_a_while_then_the_history_is_wanted()
    {
        Fill();
        _follower.IsWanted.ShouldBeFalse();
        _follower.Missed();
        _follower.IsWanted.ShouldBeTrue();
    }

    [Fact]
    public void Given_another_history_on_the_bus_then_it_is_followed_from_its_start()
    {
        _history.AddAny(0);
        Fill();
        var other = new History();
        other.AddAny(1);

        _follower.Hear(other.Events[0]).ShouldBe(Following.Foreign);
        Fill(other);

        _follower.Cluster.ShouldBe(other.Plain() with { Through = 0 });
        _follower.Counts.Restarts.ShouldBe(1);
    }

    [Theory]
    [InlineData(true, 1, false)]
    [InlineData(true, 7, false)]
    [InlineData(true, 0, true)]
    [InlineData(false, 7, true)]
    public void Given_a_join_then_what_was_followed_of_another_cluster_or_of_a_longer_history_is_forgotten(bool isSame, int version, bool forgotten)
    {
        _history.AddAny(0);
        _history.AddAny(1);
        Fill();

        _follower.Joined(isSame, version);

        _follower.Cluster.Newest.ShouldBe(forgotten ? -1 : 1);
    }

    private void Fill(History? history = null) => Fill(_follower, history ?? _history, 3, int.MaxValue);

    private static void Fill(ClusterFollower follower, History history, int limit, int head)
    {
        var after = follower.BeginFill();
        NodeEventPage page;
        do
        {
            page = history.Page(after, limit, Math.Min(head, history.Version));
            follower.Fill(after, page).ShouldBeTrue();
            after = Math.Max(after, page.Through);
        }
        while (page.More);

        follower.EndFill(isWhole: true);
    }

    /// <summary>A worker, what is on its way to it, and the history.</summary>
    private sealed class World
    {
        private readonly History _history = new();
        private readonly List<BusEvent> _onTheirWay = [];
        private ClusterFollower _follower = new(FollowedCluster.Nothing);

        internal void Run(int[] program)
        {
            foreach (var choice in program)
            {
                Step(choice % 10, choice / 10);
                ShouldBeSound();
            }

            // At the latest when somebody looks at the version, everything is there.
            Fill(_follower, _history, 7, int.MaxValue);
            _follower.Cluster.ShouldBe(_history.Plain() with { Through = _history.Version });
            _follower.Counts.ShouldSatisfyAllConditions(counts => counts.Waiting.ShouldBe(0), counts => counts.Restarts.ShouldBe(0));
            _onTheirWay.ForEach(e => _follower.Hear(e).ShouldBe(Following.Duplicate));
        }

        private void Step(int kind, int choice)
        {
            switch (kind)
            {
                case < 4:
                    var made = _history.AddAny(choice);
                    if (made.Scope is null or History.Node)
                    {
                        _onTheirWay.Add(made);
                    }

                    break;
                case < 7 when _onTheirWay.Count > 0:
                    // Mostly in order; now and then one overtakes, is lost, or comes again later.
                    var place = choice % 5 == 0 ? choice % _onTheirWay.Count : 0;
                    var (taken, stays, isLost) = (_onTheirWay[place], choice % 7 == 0, choice % 6 == 0);
                    if (!stays)
                    {
                        _onTheirWay.RemoveAt(place);
                    }

                    if (!isLost)
                    {
                        _follower.Hear(taken).ShouldNotBe(Following.Foreign);
                    }

                    break;
                case 7:
                    // An instance may be behind.
                    Fill(_follower, _history, 1 + choice % 4, _history.Version - choice % 3);
                    break;
                case 8 when choice % 4 == 0:
                    _follower = new(_follower.Cluster);
                    break;
            }
        }

        /// <summary>In each scope exactly the first so many events were applied.</summary>
        private void ShouldBeSound()
        {
            var known = _follower.Cluster;
            var (cluster, own, missing) = (0, 0, 0);
            foreach (var e in _history.Events)
            {
                var followed = e.Scope is null ? known.Cluster.Version : known.Own.Version;
                cluster += e.Scope is null && e.Version <= followed ? 1 : 0;
                own += e.Scope == History.Node && e.Version <= followed ? 1 : 0;
                missing += e.Scope is null or History.Node && e.Version > followed && e.Version <= known.Through ? 1 : 0;
            }

            (known.Cluster.Applied, known.Own.Applied, missing).ShouldBe((cluster, own, 0));
        }
    }
}
