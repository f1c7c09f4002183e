using EventCluster.Domain.Commands;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Nodes;

namespace EventCluster.Simulation.Tests.Worlds;

/// <summary>What the random worlds have found, told as it happened: a seed means another history once anything of the world changes, this does not.</summary>
public sealed class ScenarioTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly World _world = new(new(1));
    private readonly Dice _dice = new(1);

    [Fact]
    public void Given_no_high_availability_and_a_node_that_never_heard_of_its_role_when_it_is_moved_on_then_the_next_one_serves()
    {
        _world.Starter.StartAll();
        var first = Awaited(() => Serving);
        Give(new DisableHighAvailability());
        var (deaf, next) = (_world.Nodes.First(n => n != first), _world.Nodes.Last(n => n != first));
        foreach (var instance in _world.Instances)
        {
            _world.Network.Cut(instance.Name, deaf.Name);
        }

        Give(new RequestSwitchover(deaf.Name));
        Awaited(() => _world.Truth.State.Holder?.Node == deaf.Name ? deaf : null);
        Give(new RequestSwitchover(next.Name));
        Awaited(() => _world.Truth.State.Move?.From == deaf.Name ? deaf : null);
        _world.Network.Heal();

        Awaited(() => Serving == next ? next : null);
    }

    private NodeMachine? Serving => _world.Nodes.FirstOrDefault(n => n.IsServing(_world.Scheduler.Now));

    /// <summary>A person's command, through the instance that acts.</summary>
    private void Give(ClusterCommand command)
    {
        var process = Awaited(() => _world.Instances.FirstOrDefault(i => i.IsActing)).Current!;
        var id = _dice.Id();
        process.Process.Start(async () => (await process.SendAsync(command, id, "token:operator")).ShouldNotBeNull().Refusal.ShouldBeNull());
    }

    private T Awaited<T>(Func<T?> what)
        where T : class
    {
        for (var until = _world.Scheduler.Now + Soon; _world.Scheduler.Now < until;)
        {
            if (what() is { } there)
            {
                return there;
            }

            _world.RunUntil(_world.Scheduler.Now + TimeSpan.FromMilliseconds(10));
        }

        throw new TimeoutException($"It does not come within {Soon}.\n{string.Join('\n', _world.Chronicle.Lines())}");
    }
}
