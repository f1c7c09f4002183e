using EventCluster.Contracts.Nodes;
using EventCluster.NodeWorker.Agent;
using static EventCluster.NodeWorker.Tests.Agent.AgentScript;

namespace EventCluster.NodeWorker.Tests.Agent;

public sealed class ServiceTests
{
    private static readonly Guid Request = Guid.Parse("018f0000-0000-7000-8000-0000000000aa");

    [Fact]
    public void Given_a_running_service_when_it_ends_by_itself_then_the_epoch_is_released_at_once()
    {
        var script = Running().Exited();

        script.Effects.ShouldBe([new SendHeartbeat()]);
        script.Agent.Released.ShouldBe(new Release(1, ReleaseCause.ServiceExited, "it ended"));
    }

    [Fact]
    public void Given_a_starting_service_when_it_ends_though_it_ran_then_it_counts_as_exited() =>
        new AgentScript().Beat(Active(1)).Exited().Agent.Released!.Cause.ShouldBe(ReleaseCause.ServiceExited);

    [Fact]
    public void Given_a_starting_service_when_it_cannot_start_then_that_is_the_cause() =>
        new AgentScript().Beat(Active(1)).Exited(failed: true).Agent.Released!.Cause.ShouldBe(ReleaseCause.StartFailed);

    [Fact]
    public void Given_a_service_that_does_not_start_in_time_then_it_is_killed_and_that_is_the_cause()
    {
        var script = new AgentScript().Beat(Active(1, lease: null));

        script.Wait(29.9).Tick().Effects.ShouldBeEmpty();
        script.Agent.NextTick.ShouldBe(script.Now + TimeSpan.FromSeconds(0.1));
        script.Wait(0.1).Tick().Effects.ShouldBe([new KillService(1)]);
        script.Exited().Agent.Released!.Cause.ShouldBe(ReleaseCause.StartFailed);
    }

    [Fact]
    public void Given_a_service_that_is_stopped_when_a_late_start_is_reported_then_it_stays_stopping()
    {
        var script = new AgentScript().Beat(Active(1)).Beat(Standby()).Started();

        script.Effects.ShouldBeEmpty();
        script.Agent.Service.State.ShouldBe(ServiceState.Stopping);
    }

    [Fact]
    public void Given_a_later_run_when_the_end_of_an_earlier_one_is_reported_then_it_is_ignored()
    {
        var script = Running().Exited().Beat(Active(2)).Started(2);

        script.Exited(run: 1).Effects.ShouldBeEmpty();
        script.Agent.Service.State.ShouldBe(ServiceState.Running);
    }

    [Fact]
    public void Given_a_guard_that_is_lost_then_the_service_is_killed_and_released_only_once_it_is_gone()
    {
        var script = Running().GuardLost();

        script.Effects.ShouldBe([new KillService(1)]);
        script.Agent.Released.ShouldBeNull();
        script.Exited().Agent.Released.ShouldBe(new Release(1, ReleaseCause.ServiceExited, "the guard is gone"));
    }

    [Fact]
    public void Given_a_stop_that_fails_then_nothing_is_released_and_it_is_tried_again()
    {
        var script = Running(lease: null).Beat(Standby()).StopFailed();

        script.Agent.Released.ShouldBeNull();
        script.Wait(4.9).Tick().Effects.ShouldBeEmpty();
        script.Wait(0.1).Tick().Effects.ShouldBe([new KillService(1)]);
    }

    [Fact]
    public void Given_the_role_when_the_worker_leaves_then_it_stops_in_order_releases_and_says_so_last()
    {
        var script = Running().Leave();

        script.Effects.ShouldBe([new SendHeartbeat(), new StopService(1, StopTimeout)]);
        script.Send().LastRequest.Leaving.ShouldBeFalse();
        script.Exited().Agent.MayExit.ShouldBeTrue();
        script.Send().LastRequest.ShouldSatisfyAllConditions(
            request => request.Leaving.ShouldBeTrue(),
            request => request.ReleaseCause.ShouldBe(ReleaseCause.Leaving));
    }

    [Fact]
    public void Given_no_role_when_the_worker_leaves_then_it_may_exit_and_takes_no_role_any_more()
    {
        var script = new AgentScript().Beat(Standby()).Leave();

        script.Agent.MayExit.ShouldBeTrue();
        script.Beat(Active(1)).Effects.ShouldBeEmpty();
    }

    [Fact]
    public void Given_a_process_that_is_not_part_of_the_cluster_any_more_then_it_lets_go_and_takes_no_role()
    {
        var script = Running().Retire();

        script.Effects.ShouldBe([new StopService(1, StopTimeout)]);
        script.Exited().Beat(Active(2)).Effects.ShouldBeEmpty();
        script.Agent.Released!.Reason.ShouldBe("another process is this node");
    }

    [Fact]
    public void Given_a_standby_when_a_restart_is_asked_for_then_it_is_carried_out_once()
    {
        var script = new AgentScript().Beat(Standby(restart: Request));

        script.Effects.ShouldBe([new RestartProduct(Request)]);
        script.Beat(Standby(restart: Request)).Effects.ShouldBeEmpty();
        script.ProductRestarted(Request).Effects.ShouldBe([new SendHeartbeat()]);
        script.Send().LastRequest.RestartDone.ShouldBe(Request);
        script.LastRequest.WebGeneration.ShouldBe(7);
        script.Beat(Standby(restart: Request)).Effects.ShouldBeEmpty();
    }

    [Fact]
    public void Given_the_role_when_a_restart_is_asked_for_then_the_service_stops_the_product_restarts_and_the_epoch_goes_on()
    {
        var script = Running().Beat(Active(1, Request));

        script.Effects.ShouldBe([new MoveDeadline(1, script.Now + Lease), new StopService(1, StopTimeout)]);
        script.Beat(Active(1, Request)).Effects.ShouldBe([new MoveDeadline(1, script.Now + Lease)]);
        script.Exited().Effects.ShouldBe([new RestartProduct(Request)]);
        script.Agent.Released.ShouldBeNull();
        script.ProductRestarted(Request).Effects.ShouldBe([new SendHeartbeat(), new StartService(2, 1, "a reason", 7, script.Now + Lease)]);
    }

    [Fact]
    public void Given_a_restart_when_the_lease_runs_out_meanwhile_then_the_epoch_is_released_and_the_service_stays_stopped()
    {
        var script = Running().Beat(Active(1, Request)).Exited().Wait(5).Tick();

        script.Agent.Released!.Cause.ShouldBe(ReleaseCause.LeaseExpired);
        script.ProductRestarted(Request).Effects.ShouldBe([new SendHeartbeat()]);
    }

    [Fact]
    public void Given_a_restart_of_a_standby_when_the_role_comes_meanwhile_then_the_service_starts_after_it()
    {
        var script = new AgentScript().Beat(Standby(restart: Request)).Beat(Active(1, Request));

        script.Effects.ShouldBeEmpty();
        script.ProductRestarted(Request).Effects.OfType<StartService>().Single().Epoch.ShouldBe(1);
    }
}
