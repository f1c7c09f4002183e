using EventCluster.ControlPlane.Commands;
using EventCluster.Domain.Commands;

namespace EventCluster.Simulation.Tests.Worlds;

/// <summary>What the random worlds have found, told as it happened: a seed means another history once anything of the world changes, this does not.</summary>
public sealed class ScenarioTests
{
    private readonly Scenario _scenario = new(new(1) { HasBus = false });

    [Fact]
    public void Given_no_high_availability_and_a_node_that_never_heard_of_its_role_when_it_is_moved_on_then_the_next_one_serves()
    {
        var world = _scenario.World;
        var first = _scenario.Awaited(() => _scenario.Serving);
        _scenario.Give(new DisableHighAvailability());
        var (deaf, next) = (world.Nodes.First(n => n != first), world.Nodes.Last(n => n != first));
        foreach (var instance in world.Instances)
        {
            world.Network.Cut(instance.Name, deaf.Name);
        }

        _scenario.Give(new RequestSwitchover(deaf.Name));
        _scenario.Awaited(() => world.Truth.State.Holder?.Node == deaf.Name ? deaf : null);
        _scenario.Give(new RequestSwitchover(next.Name));
        _scenario.Awaited(() => world.Truth.State.Move?.From == deaf.Name ? deaf : null);
        world.Network.Heal();

        _scenario.Awaited(() => _scenario.Serving == next ? next : null);
    }

    [Fact]
    public void Given_a_confirmation_that_waits_for_the_store_when_the_role_has_moved_on_meanwhile_then_it_does_not_count_for_the_next_node()
    {
        var world = _scenario.World;
        var first = _scenario.Awaited(() => _scenario.Serving);
        var next = world.Nodes.First(n => n != first);
        var epoch = world.Truth.State.Epoch;
        var slow = world.Instances.First(i => !i.IsActing);
        slow.Store.Delay = TimeSpan.FromSeconds(5);
        CommandOutcome? outcome = null;
        _scenario.Give(new ForceFailover(null, ConfirmFenced: true, epoch), slow, answer => outcome = answer);
        _scenario.Give(new RequestSwitchover(next.Name));
        _scenario.Awaited(() => _scenario.Serving == next);
        slow.Store.Heal();
        _scenario.Awaited(() => outcome is not null);
        _scenario.Pass(TimeSpan.FromSeconds(20));

        outcome!.Refusal.ShouldNotBeNull().Why.ShouldContain($"epoch {epoch}");
        (_scenario.Serving, world.Truth.State.Epoch).ShouldBe((next, epoch + 1));
    }
}
