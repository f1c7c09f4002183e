using EventCluster.Contracts.Nodes;
using EventCluster.ControlPlane.Liveness;
using EventCluster.Domain.Commands;
using EventCluster.Domain.Leases;

namespace EventCluster.ControlPlane.Tests.Liveness;

public sealed class HeartbeatDeskTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);
    private readonly Core _core = new();

    [Fact]
    public async Task Without_a_term_nothing_is_answered()
    {
        await _core.BeginTermAsync(length: TimeSpan.FromSeconds(5));
        var boot = await _core.JoinAsync("node-a");
        _core.Clock.Advance(TimeSpan.FromSeconds(5));
        _core.Desk.Receive("node-a", Core.Heartbeat(boot, 1), "http").ShouldBeOfType<HeartbeatResult.NotLeader>();
    }

    [Fact]
    public async Task The_first_healthy_node_is_given_the_role_with_a_lease()
    {
        var boot = await ActivateAsync("node-a");
        var desired = Answer("node-a", Core.Heartbeat(boot, 2));
        (desired.Role, desired.Epoch, desired.Lease).ShouldBe((NodeRole.Active, 1, Lease));
    }

    [Fact]
    public async Task An_older_process_of_the_node_is_superseded()
    {
        var old = await ActivateAsync("node-a");
        await _core.JoinAsync("node-a");
        _core.Desk.Receive("node-a", Core.Heartbeat(old, 9), "http").ShouldBeOfType<HeartbeatResult.Superseded>();
    }

    [Fact]
    public async Task Once_the_fence_is_certain_a_late_heartbeat_of_the_holder_is_not_granted()
    {
        var boot = await ActivateAsync("node-a");
        Answer("node-a", Core.Heartbeat(boot, 2)).Role.ShouldBe(NodeRole.Active);
        _core.Clock.Advance(Fence.Wait(Lease, 0.02, TimeSpan.FromMilliseconds(50)));

        // Judged or not: from here on the judge may give the role to another node at any moment.
        Answer("node-a", Core.Heartbeat(boot, 3, epoch: 1)).Role.ShouldBe(NodeRole.Standby);
    }

    [Fact]
    public async Task The_moment_of_the_fence_is_known_from_the_newest_answer()
    {
        var boot = await ActivateAsync("node-a");
        var fence = (Lease + TimeSpan.FromMilliseconds(50)) * 1.02;
        _core.Clock.Advance(TimeSpan.FromSeconds(1));
        _core.Desk.UntilFenced().ShouldBe(fence - TimeSpan.FromSeconds(1));
        Answer("node-a", Core.Heartbeat(boot, 2));
        _core.Desk.UntilFenced().ShouldBe(fence);
        await _core.SendAsync(new DisableHighAvailability());
        _core.Desk.UntilFenced().ShouldBeNull();
    }

    [Fact]
    public async Task Just_before_the_fence_the_holder_is_granted_and_then_not_judged_as_fenced()
    {
        var boot = await ActivateAsync("node-a");
        Answer("node-a", Core.Heartbeat(boot, 2)).Role.ShouldBe(NodeRole.Active);
        _core.Clock.Advance(Lease * 1.02);
        Answer("node-a", Core.Heartbeat(boot, 3, epoch: 1)).Role.ShouldBe(NodeRole.Active);
        _core.Clock.Advance(TimeSpan.FromSeconds(1));
        (await _core.JudgeAsync()).ShouldNotContain("EpochReleased");
    }

    [Fact]
    public async Task A_silent_holder_is_replaced_after_lease_drift_and_stop_bound_and_not_before()
    {
        var a = await ActivateAsync("node-a");
        var b = await _core.JoinedAsync("node-b");
        Answer("node-a", Core.Heartbeat(a, 2));
        var sequence = 2L;
        var fence = Fence.Wait(Lease, 0.02, TimeSpan.FromMilliseconds(50));
        for (var t = TimeSpan.FromMilliseconds(50); t < fence; t += TimeSpan.FromMilliseconds(50))
        {
            _core.Clock.Advance(TimeSpan.FromMilliseconds(50));
            Answer("node-b", Core.Heartbeat(b, sequence++)).Role.ShouldBe(NodeRole.Standby);
            (await _core.JudgeAsync()).ShouldNotContain("NodeActivated");
        }

        _core.Clock.Advance(TimeSpan.FromMilliseconds(50));
        (await _core.JudgeAsync()).ShouldBe(["EpochReleased", "FailoverDecided", "NodeActivated"]);
        Answer("node-b", Core.Heartbeat(b, sequence)).ShouldSatisfyAllConditions(d => d.Role.ShouldBe(NodeRole.Active), d => d.Epoch.ShouldBe(2));
    }

    [Fact]
    public async Task A_new_term_waits_its_whole_time_since_it_does_not_know_what_the_old_one_answered()
    {
        var a = await ActivateAsync("node-a");
        var b = await _core.JoinedAsync("node-b");
        Answer("node-a", Core.Heartbeat(a, 2));
        _core.Clock.Advance(TimeSpan.FromMinutes(1));
        await _core.BeginTermAsync(term: 2);
        Answer("node-b", Core.Heartbeat(b, 3));
        (await _core.JudgeAsync()).ShouldNotContain("EpochReleased");
        _core.Clock.Advance(Fence.Wait(Lease, 0.02, TimeSpan.FromMilliseconds(50)));
        Answer("node-b", Core.Heartbeat(b, 4));
        (await _core.JudgeAsync()).ShouldContain("EpochReleased");
    }

    [Fact]
    public async Task A_switchover_takes_the_role_away_and_gives_it_once_it_is_reported_as_released()
    {
        var a = await ActivateAsync("node-a");
        var b = await _core.JoinedAsync("node-b");
        (await _core.SendAsync(new RequestSwitchover("node-b"))).Refusal.ShouldBeNull();
        Answer("node-a", Core.Heartbeat(a, 2, epoch: 1, running: true)).Role.ShouldBe(NodeRole.Standby);
        (await _core.JudgeAsync()).ShouldNotContain("NodeActivated");
        Answer("node-a", Core.Heartbeat(a, 3, released: 1));
        (await _core.JudgeAsync()).ShouldBe(["EpochReleased", "NodeActivated"]);
        Answer("node-b", Core.Heartbeat(b, 2)).Role.ShouldBe(NodeRole.Active);
    }

    [Fact]
    public async Task An_older_heartbeat_that_arrives_late_does_not_hide_a_newer_one()
    {
        var a = await ActivateAsync("node-a");
        await _core.JoinedAsync("node-b");
        Answer("node-a", Core.Heartbeat(a, 5, released: 1));
        Answer("node-a", Core.Heartbeat(a, 4, epoch: 1, running: true));
        (await _core.JudgeAsync()).ShouldContain("EpochReleased");
    }

    [Fact]
    public async Task While_it_was_held_up_itself_it_suspects_nobody()
    {
        await ActivateAsync("node-a");
        _core.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _core.JudgeAsync(stalled: true)).ShouldBeEmpty();
        (await _core.JudgeAsync()).ShouldContain("NodeLost");
    }

    [Fact]
    public async Task A_node_is_signalled_when_its_desired_state_changes_and_not_otherwise()
    {
        await ActivateAsync("node-a");
        await _core.JoinedAsync("node-b");
        using var a = _core.Desk.Signals.Listen("node-a");
        using var b = _core.Desk.Signals.Listen("node-b");
        await _core.SendAsync(new RequestSwitchover("node-b"));
        a.Versions.TryRead(out _).ShouldBeTrue();
        b.Versions.TryRead(out _).ShouldBeFalse();
        await _core.SendAsync(new DisableLoadBalancing());
        b.Versions.TryRead(out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task A_wall_clock_that_jumps_decides_nothing(int seconds)
    {
        var a = await ActivateAsync("node-a");
        _core.Clock.WallClockJump = TimeSpan.FromSeconds(seconds);
        (await _core.JudgeAsync()).ShouldBeEmpty();
        Answer("node-a", Core.Heartbeat(a, 2)).Role.ShouldBe(NodeRole.Active);
        _core.Term.IsActive.ShouldBeTrue();
    }

    [Fact]
    public async Task What_the_system_does_by_itself_bears_an_actor_and_a_reason()
    {
        await ActivateAsync("node-a");
        _core.Clock.Advance(TimeSpan.FromMinutes(1));
        await _core.JudgeAsync();
        await foreach (var e in _core.Log.ReadAsync(0, StreamStore.ReadDirection.Forwards, TestContext.Current.CancellationToken))
        {
            e.Metadata.Actor.ShouldNotBeNullOrEmpty();
            e.Metadata.Reason.ShouldNotBeNullOrEmpty(e.Event.ToString());
        }
    }

    private DesiredState Answer(string node, HeartbeatRequest heartbeat) =>
        _core.Desk.Receive(node, heartbeat, "http").ShouldBeOfType<HeartbeatResult.Answered>().Reply.Desired;

    private async Task<Guid> ActivateAsync(string node)
    {
        await _core.BeginTermAsync();
        var boot = await _core.JoinedAsync(node);
        _core.Log.State.Holder!.Node.ShouldBe(node);
        return boot;
    }
}
