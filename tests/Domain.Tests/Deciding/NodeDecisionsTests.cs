using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.Events;
using EventCluster.Domain.State;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Deciding;

public sealed class NodeDecisionsTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("node-a.example")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde")]
    public void Given_a_good_name_When_a_node_joins_Then_it_is_known(string name) =>
        Given.Cluster().When(Join(name)).Then(new NodeJoined(name, Some.Facts(name), "t"));

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("-a")]
    [InlineData("a.")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("a/b")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Given_a_bad_name_When_a_node_joins_Then_it_is_refused_and_the_name_stays_out_of_the_history(string name) =>
        Given.Cluster().When(Join(name)).ThenRefused(RefusalCodes.ValidationFailed, "63").Recorded.ShouldBeFalse();

    [Fact]
    public void Given_a_known_node_When_its_process_starts_anew_Then_it_holds_nothing_and_its_restart_request_is_over()
    {
        var world = Given.Cluster("a");
        world.When(new RestartNode("a"));
        world.When(Join("a", 2)).Decision.ShouldBeOfType<Accepted>().Events.Single().Event.ShouldBe(new NodeRestarted("a", Some.Facts("a", 2), "t"));
        var node = world.State.Nodes["a"];
        (node.Life, node.Restart, node.TokenHash, node.Facts.Boot).ShouldBe((NodeLife.Joining, null, "t", Some.Facts("a", 2).Boot));
    }

    [Theory]
    [InlineData(null, "k", "no encryption key")]
    [InlineData("k", null, "control plane has none")]
    [InlineData("k", "l", "another encryption key")]
    public void Given_another_key_When_a_node_joins_Then_it_is_refused_with_the_setting(string? node, string? cluster, string why) =>
        Given.Cluster().When(new JoinNode("a", Some.Facts("a", key: node), "t", cluster)).ThenRefused(RefusalCodes.KeyMismatch, why, "EventCluster__EncryptionKey");

    [Fact]
    public void Given_a_name_in_use_When_another_installation_joins_Then_it_is_refused() =>
        Given.Cluster("a").When(new JoinNode("a", Some.Facts("a", id: "b"), "t", null)).ThenRefused(RefusalCodes.NodeSuperseded, "another worker", "http://a:33241");

    [Fact]
    public void Given_a_healthy_node_When_a_copy_of_its_data_directory_joins_Then_it_is_refused_but_not_once_the_first_is_suspect()
    {
        var world = Given.Cluster("a");
        world.When(Join("a", 2, "there")).ThenRefused(RefusalCodes.NodeSuperseded, "copy");
        world.Happened(new NodeSuspected("a", "")).When(Join("a", 2, "there")).Decision.ShouldBeOfType<Accepted>();
    }

    [Fact]
    public void Given_workers_that_quarrel_about_a_name_When_they_keep_trying_Then_each_reason_is_recorded_once()
    {
        var world = Given.Cluster("a");
        var other = new JoinNode("a", Some.Facts("a", id: "b"), "t", null);
        var key = new JoinNode("a", Some.Facts("a", key: "x"), "t", null);
        List<bool> recorded = [];
        foreach (var command in new[] { other, key, other, key, other })
        {
            var refused = world.Do(command).ShouldBeOfType<Refused>();
            recorded.Add(refused.Recorded);
            if (refused.Recorded)
            {
                world.Happened(new CommandRefused(command.Name, command.Target, refused.Code, refused.Why));
            }
        }

        recorded.ShouldBe([true, true, false, false, false]);
        world.Do(Join("a", 2));
        world.State.RefusedJoins.ShouldBeEmpty();
    }

    [Fact]
    public void Given_a_thousand_refused_names_When_one_more_tries_Then_it_is_not_recorded()
    {
        var world = Given.Cluster();
        for (var i = 0; i < 1_000; i++)
        {
            world.Happened(new CommandRefused("JoinNode", $"n{i}", RefusalCodes.KeyMismatch, ""));
        }

        world.When(new JoinNode("one-more", Some.Facts("one-more", key: "x"), "t", null)).ThenRefused(RefusalCodes.KeyMismatch).Recorded.ShouldBeFalse();
    }

    [Fact]
    public void Given_a_living_node_When_removed_Then_it_is_refused_unless_forced_and_its_token_is_remembered()
    {
        var world = Given.Cluster("a", "b");
        world.When(new RemoveNode("a", false)).ThenRefused(RefusalCodes.Conflict, "alive", "force=true");
        world.Happened(new NodeSuspected("a", "")).When(new RemoveNode("a", false)).ThenRefused(RefusalCodes.Conflict, "suspect");
        world.When(new RemoveNode("a", true)).Then(new NodeRemoved("a", true));
        world.State.RemovedTokens["token of a"].ShouldBe("a");
        world.When(new RemoveNode("a", true)).ThenRefused(RefusalCodes.NotFound, "'a'", "Nodes are b");
    }

    [Theory]
    [InlineData(NodeLife.Lost)]
    [InlineData(NodeLife.Left)]
    public void Given_a_node_that_is_gone_When_removed_Then_it_is_forgotten_with_its_settings(NodeLife life)
    {
        var world = Given.Cluster("a").Happened(new ConfigurationChanged(1, "a", [new("priority", null, "7", RestartPart.None)]));
        world.Happened(life == NodeLife.Lost ? new NodeLost("a", "") : new NodeLeft("a"));
        world.When(new RemoveNode("a", false)).Then(new NodeRemoved("a", false));
        (world.State.Nodes.Count, world.State.Configuration.Priority("a")).ShouldBe((0, 0));
    }

    [Fact]
    public void Given_the_holder_of_the_role_When_removed_Then_it_is_refused_even_by_force() =>
        Given.Active("a", "b").Happened(new NodeLost("a", "")).When(new RemoveNode("a", true)).ThenRefused(RefusalCodes.Conflict, "epoch 1", "failover");

    [Fact]
    public void Given_a_standby_When_drained_and_resumed_Then_it_is_in_maintenance_at_once_and_back_at_once()
    {
        var world = Given.Active("a", "b");
        world.When(new DrainNode("b")).Then(new NodeDrainStarted("b"), new NodeDrained("b"));
        world.When(new ResumeNode("b")).Then(new NodeResumed("b"));
        world.When(new ResumeNode("b")).ThenNothing();
        world.State.Nodes["b"].Maintenance.ShouldBe(Maintenance.None);
    }

    [Fact]
    public void Given_the_active_node_When_drained_Then_the_role_moves_first() =>
        Given.Active("a", "b").When(new DrainNode("a")).Then(new NodeDrainStarted("a"), new SwitchoverStarted("a", null))
            .State.Nodes["a"].Maintenance.ShouldBe(Maintenance.Draining);

    [Fact]
    public void Given_the_active_node_in_a_move_When_drained_Then_the_move_goes_on_and_no_second_begins() =>
        Given.Active("a", "b").Happened(new SwitchoverStarted("a", "b")).When(new DrainNode("a")).Then(new NodeDrainStarted("a"));

    [Fact]
    public void Given_nobody_else_When_the_active_node_is_drained_Then_it_is_refused_with_each_reason()
    {
        Given.Active("a").When(new DrainNode("a")).ThenRefused(RefusalCodes.Conflict, "no other node");
        Given.Active("a", "b").Happened(new NodeLost("b", "")).When(new DrainNode("a")).ThenRefused(RefusalCodes.Conflict, "b is lost");
    }

    [Fact]
    public void Given_a_node_When_its_product_is_restarted_Then_one_request_stands_until_it_is_done()
    {
        var world = Given.Cluster("a");
        world.When(new RestartNode("a")).Decision.ShouldBeOfType<Accepted>().Events.Single().Event.ShouldBe(new NodeRestartRequested("a", Some.Id("command 1")));
        world.When(new RestartNode("a")).ThenNothing();
        world.Happened(new NodeRestartCompleted("a", Some.Id("another"))).State.Nodes["a"].Restart.ShouldNotBeNull();
        world.Happened(new NodeRestartCompleted("a", Some.Id("command 1"))).State.Nodes["a"].Restart.ShouldBeNull();
        world.Happened(new NodeLeft("a")).When(new RestartNode("a")).ThenRefused(RefusalCodes.Conflict, "left");
    }

    [Fact]
    public void Given_no_such_node_When_anything_is_asked_of_it_Then_it_is_not_found_and_the_known_ones_are_named()
    {
        ClusterCommand[] commands = [new RemoveNode("x", true), new DrainNode("x"), new ResumeNode("x"), new RestartNode("x"), new RequestSwitchover("x"), new ForceFailover("x", true)];
        foreach (var command in commands)
        {
            Given.Active("a", "b").When(command).ThenRefused(RefusalCodes.NotFound, "'x'", "a, b");
            command.Target.ShouldBe("x");
        }
    }

    private static JoinNode Join(string node, int boot = 1, string home = "here") => new(node, Some.Facts(node, boot, home), "t", null);
}
