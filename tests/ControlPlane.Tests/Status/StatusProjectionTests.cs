using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Status;
using EventCluster.Domain.Commands;
using EventCluster.Domain.Events;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Tests.Status;

/// <summary>What people see of a state: each thing that is wrong shows with a remedy.</summary>
public sealed class StatusProjectionTests
{
    private readonly Core _core = new();

    [Fact]
    public async Task Given_no_nodes_When_the_status_is_shown_Then_it_is_critical()
    {
        await _core.BeginTermAsync();

        Show().Health.State.ShouldBe(HealthState.Critical);
        Codes().ShouldBe(["noNodes"]);
    }

    [Fact]
    public async Task Given_three_nodes_one_of_them_running_When_the_status_is_shown_Then_it_is_healthy()
    {
        await HealthyAsync();

        var status = Show();
        status.Health.State.ShouldBe(HealthState.Healthy, string.Join(" ", status.Health.Findings.Select(f => f.Message)));
        status.Active!.LeaseState.ShouldBe("held");
        status.Nodes.ShouldAllBe(n => n.State == NodeLifecycle.Healthy && n.Eligible);
    }

    [Fact]
    public async Task Given_a_late_active_node_When_half_its_lease_is_gone_Then_its_lease_is_expiring()
    {
        await HealthyAsync();
        _core.Clock.Advance(_core.Log.State.Timings.Lease * 0.6);

        Show().Active!.LeaseState.ShouldBe("expiring");
    }

    [Fact]
    public async Task Given_switches_that_are_off_When_the_status_is_shown_Then_it_is_degraded_and_says_how_to_go_back()
    {
        await HealthyAsync();
        await _core.SendAsync(new DisableHighAvailability());
        await _core.SendAsync(new PauseAutomation(null));

        Show().Health.State.ShouldBe(HealthState.Degraded);
        Codes().ShouldBe(["highAvailabilityOff", "paused"], ignoreOrder: true);
        Show().Active!.LeaseState.ShouldBe("endless");
        Show().Health.Findings.Single(f => f.Code == "highAvailabilityOff").Remedy.ShouldContain("/v1/cluster/ha/enable");
    }

    [Fact]
    public async Task Given_a_node_in_maintenance_When_it_is_well_Then_maintenance_shows()
    {
        await HealthyAsync();
        await _core.SendAsync(new DrainNode("node-c"));

        var node = Show().Nodes.Single(n => n.Name == "node-c");
        node.State.ShouldBe(NodeLifecycle.Drained);
        node.Eligible.ShouldBeFalse();
        node.IneligibleBecause!.ShouldContain("maintenance");
    }

    [Theory]
    [InlineData(NodeLife.Suspect, "nodeSuspect")]
    [InlineData(NodeLife.Lost, "nodeLost")]
    [InlineData(NodeLife.Left, "nodeLeft")]
    public async Task Given_a_node_that_is_not_heard_When_the_status_is_shown_Then_it_is_named(NodeLife life, string code)
    {
        await HealthyAsync();
        var state = With("node-c", n => n with { Life = life });

        Show(state).Health.Findings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(f => f.Code.ShouldBe(code), f => f.Node.ShouldBe("node-c"));
    }

    [Fact]
    public async Task Given_a_lost_holder_When_nobody_may_take_over_Then_the_reasons_show()
    {
        await HealthyAsync();
        var state = With(_core.Log.State.Holder!.Node, n => n with { Life = NodeLife.Lost }) with
        {
            Blocked = new FailoverBlocked("No node qualifies for the active role.", [new("node-b", PassedOverCode.Drained, "node-b is in maintenance.")]),
        };

        var status = Show(state);
        status.Health.State.ShouldBe(HealthState.Critical);
        status.Health.Findings.Single(f => f.Code == "failoverBlocked").Message.ShouldContain("node-b is in maintenance.");
        status.Health.Findings.ShouldContain(f => f.Code == "activeNodeLost");
    }

    [Fact]
    public async Task Given_failed_checks_versions_and_keys_that_differ_When_the_status_is_shown_Then_each_is_a_finding()
    {
        await HealthyAsync();
        var state = With("node-c", n => n with
        {
            Facts = n.Facts with { ProductVersion = "2.0", KeyFingerprint = "other" },
            Checks = [new("storage:/srv", NodeCheckStatus.Failed, "cannot be written")],
        });

        var codes = StatusProjection.Of(state, 0, default, Live() with { Sight = _ => null }).Health.Findings.Select(f => f.Code).ToList();
        codes.ShouldContain("checkFailed");
        codes.ShouldContain("mixedVersions");
    }

    [Fact]
    public async Task Given_a_change_that_needs_a_restart_When_the_status_is_shown_Then_old_and_new_value_show()
    {
        await HealthyAsync();
        await _core.SendAsync(new ChangeConfiguration(null, new Dictionary<string, string> { ["product.color"] = "red" }, []));

        var node = Show().Nodes.Single(n => n.Name == "node-c");
        node.RestartPending.ShouldBeTrue();
        node.PendingChanges.ShouldHaveSingleItem().ShouldBe(new PendingChange("product.color", null, "red", 1, "web"));
        Codes().ShouldContain("restartPending");
    }

    [Fact]
    public async Task Given_one_node_only_When_the_status_is_shown_Then_that_is_said()
    {
        await _core.BeginTermAsync();
        await _core.JoinedAsync("node-a");

        Codes().ShouldContain("singleCandidate");
    }

    [Fact]
    public async Task Given_the_past_When_it_is_shown_Then_nothing_live_is_in_it()
    {
        await HealthyAsync();

        var status = StatusProjection.Of(_core.Log.State, 0, default, live: null);
        status.Nodes.ShouldAllBe(n => n.LastHeartbeat == null && n.Channel == null);
        status.Active!.LeaseState.ShouldBe("unknown");
    }

    private async Task HealthyAsync()
    {
        await _core.BeginTermAsync();
        var boot = await _core.JoinedAsync("node-a");
        await _core.JoinedAsync("node-b");
        await _core.JoinedAsync("node-c");
        _core.Log.State.Holder!.Node.ShouldBe("node-a");
        _core.Desk.Receive("node-a", Core.Heartbeat(boot, 2, epoch: 1, running: true, lease: _core.Log.State.Timings.Lease), "http").ShouldBeOfType<HeartbeatResult.Answered>();
        await _core.JudgeAsync();
    }

    private ClusterState With(string node, Func<Node, Node> change) =>
        _core.Log.State with { Nodes = _core.Log.State.Nodes.SetItem(node, change(_core.Log.State.Nodes[node])) };

    [Fact]
    public async Task Given_a_hold_that_an_instance_could_not_promise_When_the_status_is_shown_Then_it_says_that_an_outage_would_stop_the_service()
    {
        await HealthyAsync();

        var finding = StatusProjection.Of(_core.Log.State, 0, default, Live() with { OutageNotCovered = "cp-2 does not answer." }).Health.Findings.ShouldHaveSingleItem();

        finding.Code.ShouldBe("storeOutageNotCovered");
        finding.Message.ShouldContain("cp-2");
    }

    private LiveView Live() => new(_core.Desk.LastSeen, _core.Desk.LeaseRemaining, "cp-1", _core.Term.IsActive, null, null);

    private ClusterStatus Show(ClusterState? state = null) => StatusProjection.Of(state ?? _core.Log.State, 0, default, Live());

    private IReadOnlyList<string> Codes() => [.. Show().Health.Findings.Select(f => f.Code)];
}
