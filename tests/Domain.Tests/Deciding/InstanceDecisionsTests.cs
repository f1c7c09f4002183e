using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.Events;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Deciding;

public sealed class InstanceDecisionsTests
{
    private static readonly JoinInstance Join = new("cp-2", "http://cp-2:1", "5f");

    [Fact]
    public void Given_a_known_instance_When_it_starts_again_Then_only_another_address_is_recorded()
    {
        var world = Given.Cluster().When(Join).Then(new InstanceJoined("cp-2", "http://cp-2:1", "5f"));
        world.When(Join).Then();
        world.When(Join with { Address = "http://cp-2:2" }).Then(new InstanceJoined("cp-2", "http://cp-2:2", "5f"));
        world.When(new LeaveInstance("cp-2", "http://cp-2:1")).Then();
        world.When(new LeaveInstance("cp-2", "http://cp-2:2")).Then(new InstanceLeft("cp-2"));
        world.When(new LeaveInstance("cp-2", "http://cp-2:2")).Then();
    }

    [Fact]
    public void Given_instances_When_one_is_removed_Then_only_the_holder_and_strangers_are_refused()
    {
        var world = Given.Cluster().When(Join).Then(new InstanceJoined("cp-2", "http://cp-2:1", "5f"));
        world.When(new RemoveInstance("cp-1")).ThenRefused(RefusalCodes.Conflict, "cp-1");
        world.When(new RemoveInstance("cp-9")).ThenRefused(RefusalCodes.NotFound, "cp-2");
        world.When(new RemoveInstance("cp-2")).Then(new InstanceRemoved("cp-2"));
    }

    [Fact]
    public void Given_the_most_instances_When_another_joins_Then_it_is_refused_silently_with_the_remedy()
    {
        var world = Given.Cluster();
        for (var i = world.State.Instances.Count; i < 32; i++)
        {
            world = world.When(Join with { Instance = $"more-{i}" }).Then(new InstanceJoined($"more-{i}", "http://cp-2:1", "5f"));
        }

        world.When(Join).ThenRefused(RefusalCodes.Conflict, "DELETE /v1/scheduler/instances").Recorded.ShouldBeFalse();
    }

    [Fact]
    public void Given_instances_without_one_key_When_outages_shall_be_held_through_Then_it_is_refused_and_with_one_key_it_is_not()
    {
        ChangeConfiguration hold = new(null, new Dictionary<string, string> { ["storeOutage"] = "Hold" }, []);
        var world = Given.Cluster();
        world.When(hold).ThenRefused(RefusalCodes.ValidationFailed, "cp-1 has no encryption key");
        world = world.When(new JoinInstance("cp-1", "http://cp-1:1", "5e")).Then(new InstanceJoined("cp-1", "http://cp-1:1", "5e"));
        world = world.When(Join).Then(new InstanceJoined("cp-2", "http://cp-2:1", "5f"));
        world.When(hold).ThenRefused(RefusalCodes.ValidationFailed, "different encryption keys");
        world.When(new JoinInstance("cp-1", "http://cp-1:1", "5f")).Then(new InstanceJoined("cp-1", "http://cp-1:1", "5f"));
        world.When(hold);
        world.State.Configuration.HoldsThroughOutages.ShouldBeTrue();
        world.When(hold with { Set = new Dictionary<string, string> { ["storeOutage"] = "maybe" } }).ThenRefused(RefusalCodes.ValidationFailed, "stop or hold");
    }
}
