using EventCluster.Domain.Events;
using EventCluster.Domain.State;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Settings;

/// <summary>A change that needs a restart is pending on a node until its part was started with that generation.</summary>
public sealed class PendingRestartTests
{
    [Fact]
    public void Given_a_change_When_nothing_was_restarted_Then_it_is_pending_for_the_parts_that_run()
    {
        var world = Changed(RestartPart.Both);
        Pending(world, "a").ShouldBe([(1, RestartPart.Both)]);
        Pending(world, "b").ShouldBe([(1, RestartPart.Web)], "no service runs there");
    }

    [Fact]
    public void Given_a_change_When_one_part_was_restarted_Then_only_the_other_is_pending()
    {
        var world = Changed(RestartPart.Both).Happened(new NodeConfigurationApplied("a", 1, 0));
        Pending(world, "a").ShouldBe([(1, RestartPart.Service)]);
        Pending(world.Happened(new NodeConfigurationApplied("a", 1, 1)), "a").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(RestartPart.None)]
    [InlineData(RestartPart.Service)]
    public void Given_a_change_that_needs_no_restart_of_a_part_When_that_part_runs_Then_nothing_is_pending(RestartPart part) => Pending(Changed(part), "b").ShouldBeEmpty();

    [Fact]
    public void Given_a_change_of_one_node_When_asked_Then_it_is_pending_there_only()
    {
        var world = Changed(RestartPart.None).Happened(new ConfigurationChanged(2, "b", [new("product.x", "1", "2", RestartPart.Web)]));
        (Pending(world, "a").Length, Pending(world, "b").Length).ShouldBe((0, 1));
    }

    [Fact]
    public void Given_a_change_When_the_process_starts_anew_Then_it_starts_with_the_newest_generation()
    {
        var world = Changed(RestartPart.Both).Happened(new NodeRestarted("b", Some.Facts("b", 2), "t"));
        Pending(world, "b").ShouldBeEmpty();
    }

    private static World Changed(RestartPart part) => Given.Active("a", "b").Happened(
        new NodeConfigurationApplied("a", 0, 0), new ConfigurationChanged(1, null, [new("product.x", null, "1", part)]));

    private static (int, RestartPart)[] Pending(World world, string node) =>
        [.. world.State.Configuration.Pending(world.State.Nodes[node]).Select(p => (p.Change.Generation, p.Part))];
}
