using EventCluster.Domain.Events;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Jobs;

public sealed class RunEndingsTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(RunStatus.Failed, true)]
    [InlineData(RunStatus.TimedOut, true)]
    [InlineData(RunStatus.Lost, true)]
    [InlineData(RunStatus.Succeeded, false)]
    [InlineData(RunStatus.Cancelled, false)]
    [InlineData(RunStatus.Refused, false)]
    public void Given_retries_When_a_run_ends_Then_only_a_failure_is_tried_again(RunStatus status, bool again)
    {
        var planned = Flying(retries: 1);
        (planned.End("a", status).RetryAt is not null).ShouldBe(again);
    }

    [Fact]
    public void Given_an_ended_run_When_another_end_is_reported_Then_the_first_stands()
    {
        var planned = Flying();
        var run = planned.InFlight("a");
        planned.End("a", RunStatus.Failed);
        planned.Fold(RunEndings.End(run, planned.World.State, RunStatus.Succeeded, null, planned.Now, 2));
        planned.Book.Find("job", run.Id)!.Status.ShouldBe(RunStatus.Failed);
        planned.Book.InFlight.ShouldBeEmpty();
    }

    [Fact]
    public void Given_a_new_process_of_the_same_home_When_it_does_not_know_the_run_Then_it_is_lost_at_once()
    {
        var planned = Flying();
        var anew = Some.Facts("a", 2) with { Actions = Planned.Actions };
        planned.World.Happened(new NodeRestarted("a", anew, "t"));
        Lost(planned, Soon, null).ShouldBeNull("it was not heard yet");
        Lost(planned, Soon, anew.Boot).ShouldNotBeNull().ShouldContain("started anew");
    }

    [Fact]
    public void Given_a_new_process_of_another_home_When_it_does_not_know_the_run_Then_only_time_tells()
    {
        var planned = Flying();
        var elsewhere = Some.Facts("a", 2, "there") with { Actions = Planned.Actions };
        planned.World.Happened(new NodeRestarted("a", elsewhere, "t"));
        Lost(planned, Soon, elsewhere.Boot).ShouldBeNull();
        Lost(planned, Certain(planned), elsewhere.Boot).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Given_a_removed_node_When_the_run_would_be_tried_again_Then_not_before_it_has_certainly_ended(int retries, bool atOnce)
    {
        var planned = Flying(retries: retries);
        planned.World.Happened(new NodeRemoved("a", true));
        (Lost(planned, Soon, null) is not null).ShouldBe(atOnce);
        Lost(planned, Certain(planned), null).ShouldNotBeNull();
    }

    [Fact]
    public void Given_silence_When_the_time_limit_the_lease_and_the_drift_have_passed_Then_the_run_is_lost_and_not_before()
    {
        var planned = Flying();
        Lost(planned, Certain(planned) - TimeSpan.FromTicks(1), null).ShouldBeNull();
        Lost(planned, Certain(planned), null).ShouldNotBeNull().ShouldContain("Nothing was heard");
        RunEndings.Certain(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(5), 0.1).ShouldBe((TimeSpan.FromSeconds(65) + RunEndings.Margin) * 1.1);
    }

    private static Planned Flying(int retries = 0)
    {
        var planned = Planned.With(Planned.Definition("node:a", retries: retries), "a");
        planned.Fire(0);
        return planned;
    }

    private static TimeSpan Certain(Planned planned) =>
        RunEndings.Certain(planned.Job.Definition.TimeLimit, planned.World.State.Timings.Lease, planned.World.State.Timings.Drift);

    private static string? Lost(Planned planned, TimeSpan sinceGiven, Guid? unknownTo) => RunEndings.Lost(planned.InFlight("a"), planned.World.State, sinceGiven, unknownTo, 1);
}
