using EventCluster.Contracts.Nodes;
using EventCluster.NodeWorker.Agent;
using static EventCluster.NodeWorker.Tests.Agent.AgentScript;

namespace EventCluster.NodeWorker.Tests.Agent;

public sealed class RoleTests
{
    [Fact]
    public void Given_nothing_when_the_role_is_given_then_the_service_starts_with_the_leases_deadline()
    {
        var script = new AgentScript().Send().Wait(0.5).Answer(Active(1));

        script.Effects.ShouldBe([new StartService(1, 1, "a reason", 7, script.Now - TimeSpan.FromSeconds(0.5) + Lease)]);
        script.Agent.Service.State.ShouldBe(ServiceState.Starting);
        script.Send().LastRequest.Epoch.ShouldBe(1);
    }

    [Fact]
    public void Given_an_answer_that_took_longer_than_the_lease_then_no_role_is_taken() =>
        new AgentScript().Send().Wait(5).Answer(Active(1)).Effects.ShouldBeEmpty();

    [Fact]
    public void Given_a_service_that_starts_when_it_runs_then_that_is_told_at_once()
    {
        var script = new AgentScript().Beat(Active(1)).Started();

        script.Effects.ShouldBe([new SendHeartbeat()]);
        script.Send().LastRequest.ShouldSatisfyAllConditions(
            request => request.Service.ShouldBe(ServiceState.Running),
            request => request.ServiceGeneration.ShouldBe(7),
            request => request.Lease.ShouldBe(Lease));
    }

    [Fact]
    public void Given_the_role_when_it_is_extended_then_the_deadline_counts_from_the_sending()
    {
        var script = Running().Wait(1).Send();
        var sentAt = script.Now;

        script.Wait(0.7).Answer(Active(1)).Effects.ShouldBe([new MoveDeadline(1, sentAt + Lease)]);
    }

    [Fact]
    public void Given_the_role_when_a_shorter_lease_is_answered_then_it_counts_and_is_confirmed()
    {
        var script = Running().Beat(Active(1, TimeSpan.FromSeconds(1)));

        script.Effects.ShouldBe([new MoveDeadline(1, script.Now + TimeSpan.FromSeconds(1))]);
        script.Send().LastRequest.Lease.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Given_the_role_when_high_availability_is_switched_off_then_the_guard_has_no_deadline()
    {
        var script = Running().Beat(Active(1, lease: null));

        script.Effects.ShouldBe([new MoveDeadline(1, null)]);
        script.Wait(1_000_000).Tick().Effects.ShouldBeEmpty();
        script.Agent.NextTick.ShouldBeNull();
    }

    [Fact]
    public void Given_the_role_when_the_lease_runs_out_then_the_service_is_killed_without_grace()
    {
        var script = Running().Wait(5).Tick();

        script.Effects.ShouldBe([new KillService(1)]);
        script.Send().LastRequest.ShouldSatisfyAllConditions(
            request => request.Service.ShouldBe(ServiceState.Stopping),
            request => request.Epoch.ShouldBe(1),
            request => request.Released.ShouldBe(0));
    }

    [Fact]
    public void Given_a_killed_service_when_it_is_certainly_stopped_then_the_epoch_is_released_with_the_cause()
    {
        var script = Running().Wait(5).Tick().Exited();

        script.Effects.ShouldBe([new SendHeartbeat()]);
        script.Send().LastRequest.ShouldSatisfyAllConditions(
            request => request.Epoch.ShouldBe(0),
            request => request.Released.ShouldBe(1),
            request => request.ReleaseCause.ShouldBe(ReleaseCause.LeaseExpired),
            request => request.Service.ShouldBe(ServiceState.Stopped),
            request => request.ServiceGeneration.ShouldBeNull());
    }

    [Fact]
    public void Given_a_lease_that_has_run_out_unnoticed_when_an_answer_comes_then_it_does_not_revive_it()
    {
        var script = Running().Wait(4).Send().Wait(2).Answer(Active(1));

        script.Effects.ShouldBe([new KillService(1)]);
        script.Exited().Agent.Released!.Cause.ShouldBe(ReleaseCause.LeaseExpired);
    }

    [Theory]
    [InlineData(NodeRole.Standby, 2)]
    [InlineData(NodeRole.Active, 2)]
    public void Given_the_role_when_the_answer_gives_another_then_the_service_is_stopped_in_order(NodeRole role, long epoch)
    {
        var script = Running().Beat(role == NodeRole.Active ? Active(epoch) : Standby(epoch));

        script.Effects.ShouldBe([new StopService(1, StopTimeout)]);
        script.Send().LastRequest.ShouldSatisfyAllConditions(
            request => request.Service.ShouldBe(ServiceState.Stopping),
            request => request.Epoch.ShouldBe(1),
            request => request.Released.ShouldBe(0));
        script.Exited().Effects.ShouldBe([new SendHeartbeat()]);
        script.Agent.Released.ShouldBe(new Release(1, ReleaseCause.Ordered, "a reason"));
    }

    [Fact]
    public void Given_a_role_that_is_let_go_when_an_answer_still_gives_it_then_nothing_is_extended()
    {
        var script = Running().Beat(Standby()).Wait(1).Beat(Active(1));

        script.Effects.ShouldBeEmpty();
        script.Wait(4).Tick().Effects.ShouldBe([new KillService(1)]);
    }

    [Fact]
    public void Given_an_ordered_stop_when_the_lease_runs_out_meanwhile_then_it_is_killed_and_the_first_cause_is_told()
    {
        var script = Running().Wait(2).Beat(Standby()).Wait(3).Tick();

        script.Effects.ShouldBe([new KillService(1)]);
        script.Exited().Agent.Released!.Cause.ShouldBe(ReleaseCause.Ordered);
    }

    [Fact]
    public void Given_an_ordered_stop_of_an_endless_role_when_it_takes_too_long_then_it_is_killed_again_and_again()
    {
        var script = Running(lease: null).Beat(Standby());

        script.Wait(9.9).Tick().Effects.ShouldBeEmpty();
        script.Wait(0.1).Tick().Effects.ShouldBe([new KillService(1)]);
        script.Agent.NextTick.ShouldBe(script.Now + NodeAgent.KillAgainAfter);
        script.Wait(5).Tick().Effects.ShouldBe([new KillService(1)]);
    }

    [Fact]
    public void Given_a_released_epoch_when_an_old_answer_gives_it_again_then_it_is_not_taken_up()
    {
        var script = Running().Beat(Standby()).Exited();

        script.Beat(Active(1)).Effects.ShouldBeEmpty();
        script.Beat(Active(2)).Effects.OfType<StartService>().Single().Epoch.ShouldBe(2);
    }

    [Fact]
    public void Given_a_released_epoch_when_a_heartbeat_sent_before_is_answered_with_a_new_one_then_it_waits_for_a_newer_answer()
    {
        var script = Running().Beat(Standby()).Send();
        var before = script.Agent.Sent;

        script.Exited().Answer(Active(2), before).Effects.ShouldBeEmpty();
        script.Beat(Active(2)).Effects.OfType<StartService>().ShouldHaveSingleItem();
    }

    [Fact]
    public void Given_answers_out_of_order_then_the_older_one_is_ignored()
    {
        var script = Running().Send().Send();
        var newest = script.Agent.Sent;

        script.Answer(Active(1), newest).Answer(Standby(), newest - 1).Effects.ShouldBeEmpty();
        script.Agent.Desired!.Role.ShouldBe(NodeRole.Active);
    }

    [Fact]
    public void Given_an_answer_to_a_heartbeat_that_was_never_sent_then_it_is_ignored()
    {
        var agent = new NodeAgent(Guid.Empty);

        agent.Answer(new(1, 1, 1, Active(1)), TimeSpan.Zero, TimeSpan.Zero).Effects.ShouldBeEmpty();
    }

    [Fact]
    public void Given_a_join_then_its_answer_gives_no_role_but_the_generation()
    {
        var script = new AgentScript();
        var agent = script.Agent.Joined(Active(1));

        agent.Lease.Epoch.ShouldBe(0);
        agent.Service.Exists.ShouldBeFalse();
        agent.WebGeneration.ShouldBe(7);
    }

    [Fact]
    public void Given_a_role_never_heard_of_when_told_to_stand_by_then_it_is_declined_and_reported_as_released()
    {
        var script = new AgentScript().Beat(Standby(3)).Send();

        (script.LastRequest.Epoch, script.LastRequest.Released, script.LastRequest.ReleaseCause).ShouldBe((0, 3, ReleaseCause.Ordered));
        script.Answer(Active(3)).Effects.ShouldBeEmpty();
        script.Beat(Active(4)).Effects.OfType<StartService>().ShouldHaveSingleItem().Epoch.ShouldBe(4);
    }

    [Fact]
    public void Given_a_role_let_go_for_a_cause_then_that_cause_is_told_until_a_later_role_is_declined()
    {
        var script = Running().Exited().Send();

        (script.LastRequest.Released, script.LastRequest.ReleaseCause).ShouldBe((1, ReleaseCause.ServiceExited));
        script.Answer(Standby(2)).Send();
        (script.LastRequest.Released, script.LastRequest.ReleaseCause).ShouldBe((2, ReleaseCause.Ordered));
    }

    [Fact]
    public void Given_a_worker_that_stops_when_the_role_is_given_to_it_then_it_is_declined()
    {
        var script = new AgentScript().Leave().Beat(Active(3)).Send();

        script.Effects.OfType<StartService>().ShouldBeEmpty();
        script.LastRequest.Released.ShouldBe(3);
    }
}
