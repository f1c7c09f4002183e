using EventCluster.Domain.Events;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Jobs;

public sealed class PlanningTests
{
    [Fact]
    public void Given_the_active_node_When_its_job_fires_Then_it_runs_there_and_needs_the_role()
    {
        var planned = Planned.With(Planned.Definition(), "a", "b");
        var started = planned.Fire(0).ShouldHaveSingleItem().ShouldBeOfType<RunStarted>();
        (started.Node, started.Boot, started.NeedsRole, started.Planned.FireTime, started.Planned.Attempt).ShouldBe(("a", Some.Facts("a").Boot, true, planned.Now, 1));
        planned.Book.Cursor("job").Through.ShouldBe(planned.Now);
    }

    [Fact]
    public void Given_a_job_for_all_When_it_fires_Then_each_node_that_offers_the_action_has_a_run_of_its_own()
    {
        var planned = Planned.With(Planned.Definition("all"), "a", "b");
        planned.World.Joined("c");
        var started = planned.Fire(0).Cast<RunStarted>().ToArray();
        started.Select(s => s.Node).ShouldBe(["a", "b"]);
        started.Select(s => s.Run).ShouldBeUnique();
        started.ShouldAllBe(s => !s.NeedsRole);
    }

    [Fact]
    public void Given_the_same_plan_When_two_instances_make_it_Then_the_runs_are_the_same()
    {
        var (one, other) = (Planned.With(Planned.Definition("all"), "a", "b"), Planned.With(Planned.Definition("all"), "a", "b"));
        one.Fire(0).Cast<RunStarted>().Select(s => s.Run).ShouldBe(other.Fire(0).Cast<RunStarted>().Select(s => s.Run));
        RunIds.Of("job", new(1, Some.Time, 1), "a").ShouldNotBe(RunIds.Of("job", new(1, Some.Time, 2), "a"));
        RunIds.Of("job", new(1, Some.Time, 1), "a").ShouldNotBe(RunIds.Of("job", new(2, Some.Time, 1), "a"));
        RunIds.Of("job", new(1, Some.Time, 1), "a").ShouldNotBe(RunIds.Of("job", new(1, Some.Time, 1, 5), "a"));
    }

    [Fact]
    public void Given_overlap_is_forbidden_When_an_earlier_run_goes_on_Then_the_fire_time_is_recorded_as_skipped()
    {
        var planned = Planned.With(Planned.Definition(), "a");
        planned.Fire(0);
        planned.Now += TimeSpan.FromSeconds(10);
        planned.Fire(0).ShouldHaveSingleItem().ShouldBeOfType<RunSkipped>().Why.ShouldContain("earlier run");
        planned.Book.Cursor("job").Through.ShouldBe(planned.Now);
        planned.End("a", RunStatus.Succeeded);
        planned.Now += TimeSpan.FromSeconds(10);
        planned.Fire(0).ShouldHaveSingleItem().ShouldBeOfType<RunStarted>();
    }

    [Fact]
    public void Given_overlap_is_allowed_When_two_fire_times_come_at_once_Then_both_run() =>
        Planned.With(Planned.Definition(overlap: OverlapPolicy.Allow), "a").Fire(1, 0).ShouldAllBe(e => e is RunStarted);

    [Fact]
    public void Given_a_role_that_has_moved_When_the_old_nodes_run_goes_on_Then_the_new_node_does_not_begin_another()
    {
        var planned = Planned.With(Planned.Definition(), "a", "b");
        planned.Fire(0);
        planned.World.Happened(new EpochReleased("a", 1, State.ReleaseProof.Ordered, ""), new NodeActivated("b", 2, State.ActivationCause.Switchover, ""));
        planned.Now += TimeSpan.FromSeconds(10);
        planned.Fire(0).ShouldHaveSingleItem().ShouldBeOfType<RunSkipped>().Why.ShouldContain("on a");
    }

    [Fact]
    public void Given_nobody_to_carry_it_out_When_a_job_fires_Then_the_reason_is_recorded()
    {
        Planned.With(Planned.Definition()).Fire(0).ShouldHaveSingleItem().ShouldBeOfType<RunSkipped>().Why.ShouldBe("No node is active.");
        var lost = Planned.With(Planned.Definition("node:b"), "a", "b");
        lost.World.Happened(new NodeLost("b", ""));
        lost.Fire(0).ShouldHaveSingleItem().ShouldBeOfType<RunSkipped>().Why.ShouldBe("b is lost.");
    }

    [Fact]
    public void Given_fire_times_before_the_term_When_the_policy_is_skip_Then_they_are_recorded_as_missed_and_those_in_time_run()
    {
        var planned = Planned.With(Planned.Definition(), "a");
        planned.Began = planned.Now.AddSeconds(-1);
        var events = planned.Fire(22, 12, 2, 0);
        var missed = events[0].ShouldBeOfType<RunMissed>();
        (missed.Count, missed.From, missed.To, missed.FireTimes.Count).ShouldBe((3, planned.Now.AddSeconds(-22), planned.Now.AddSeconds(-2), 3));
        events[1].ShouldBeOfType<RunStarted>().Planned.FireTime.ShouldBe(planned.Now);
        planned.Book.Jobs["job"].Missed.ShouldBe(3);
    }

    [Fact]
    public void Given_fire_times_before_the_term_When_the_policy_is_to_run_once_Then_the_newest_runs()
    {
        var planned = Planned.With(Planned.Definition(misfire: MisfirePolicy.RunOnce), "a");
        planned.Began = planned.Now;
        var events = planned.Fire(30, 20, 10);
        events[0].ShouldBeOfType<RunMissed>().Count.ShouldBe(2);
        events[1].ShouldBeOfType<RunStarted>().Planned.FireTime.ShouldBe(planned.Now.AddSeconds(-10));
    }

    [Fact]
    public void Given_a_fire_time_that_comes_too_late_When_the_instance_was_there_Then_it_is_missed_all_the_same()
    {
        var planned = Planned.With(Planned.Definition(), "a");
        planned.Fire(6).ShouldHaveSingleItem().ShouldBeOfType<RunMissed>();
    }

    [Fact]
    public void Given_very_many_missed_fire_times_When_they_are_recorded_Then_the_event_stays_small()
    {
        var planned = Planned.With(Planned.Definition(), "a");
        var times = Enumerable.Range(0, 5_000).Select(i => planned.Now.AddHours(-9).AddSeconds(i)).ToArray();
        var missed = Planning.Fire(planned.Job, planned.World.State, planned.Book, new(times, More: true), planned.Context).ShouldHaveSingleItem().ShouldBeOfType<RunMissed>();
        (missed.Count, missed.MoreThanCounted, missed.FireTimes.Count).ShouldBe((5_000, true, Planning.MostMissedNamed));
    }

    [Fact]
    public void Given_requests_When_they_are_planned_Then_each_runs_once_even_of_a_paused_job()
    {
        var planned = Planned.With(Planned.Definition(overlap: OverlapPolicy.Allow), "a");
        planned.World.Happened(new JobPaused("job"), new JobRunRequested("job", planned.Now), new JobRunRequested("job", planned.Now));
        var events = planned.Fold(Planning.Request(planned.Job, planned.World.State, planned.Book, planned.Context));
        events.Count.ShouldBe(2);
        events.Cast<RunStarted>().Select(s => s.Run).ShouldBeUnique();
        Planning.Request(planned.Job, planned.World.State, planned.Book, planned.Context).ShouldBeEmpty();
    }

    [Fact]
    public void Given_a_failed_run_When_it_is_due_again_Then_it_is_one_more_attempt_of_the_same_fire_time()
    {
        var planned = Planned.With(Planned.Definition(retries: 1), "a");
        planned.Fire(0);
        var (failed, fireTime) = (planned.InFlight("a").Id, planned.Now);
        planned.End("a", RunStatus.Failed).RetryAt.ShouldBe(planned.Now.AddSeconds(30));
        planned.Now += TimeSpan.FromSeconds(30);
        var retry = planned.Book.Retries.ShouldHaveSingleItem();
        var again = planned.Fold(Planning.Again(retry, planned.World.State, planned.Book, planned.Context)).ShouldHaveSingleItem().ShouldBeOfType<RunStarted>();
        again.Planned.ShouldBe(new(planned.Job.DefinedVersion, fireTime, 2, null, failed));
        planned.Book.Retries.ShouldBeEmpty();
        planned.End("a", RunStatus.Failed).RetryAt.ShouldBeNull("one retry was all");
    }

    [Fact]
    public void Given_a_job_defined_anew_When_a_retry_is_due_Then_it_is_dropped_and_recorded()
    {
        var planned = Planned.With(Planned.Definition(retries: 1), "a");
        planned.Fire(0);
        planned.End("a", RunStatus.Failed);
        planned.World.Happened(new JobDefined("job", Planned.Definition(retries: 2), false));
        planned.Fold(Planning.Again(planned.Book.Retries[0], planned.World.State, planned.Book, planned.Context))
            .ShouldHaveSingleItem().ShouldBeOfType<RunSkipped>().Why.ShouldContain("defined anew");
        planned.Book.Retries.ShouldBeEmpty();
    }
}
