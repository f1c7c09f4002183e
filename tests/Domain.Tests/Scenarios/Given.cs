using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.Events;

namespace EventCluster.Domain.Tests.Scenarios;

/// <summary>Given a history, when a command comes, then these events follow, or it is refused.</summary>
internal static class Given
{
    internal static World Nothing => new();

    internal static World Cluster(params string[] nodes) => World.With(nodes);

    internal static World Active(params string[] nodes) => World.Running(nodes);

    internal static Outcome When(this World world, ClusterCommand command) => new(world, command, world.Do(command));
}

/// <summary>What came of a command.</summary>
internal sealed record Outcome(World World, ClusterCommand Command, Decision Decision)
{
    /// <summary>Exactly these events follow, and the same command again changes nothing.</summary>
    internal World Then(params ClusterEvent[] events)
    {
        Decision.ShouldBeOfType<Accepted>((Decision as Refused)?.Why).Events.Select(e => e.Event).Lines().ShouldBe(events.Lines());
        if (Decider.Decide(World.State, Command, World.Context(null)) is Accepted again)
        {
            again.Events.Select(e => e.Event).Lines().ShouldBeEmpty("deciding again");
        }

        return World;
    }

    internal World ThenNothing() => Then();

    /// <summary>It is refused with a code, and the answer names each of these.</summary>
    internal Refused ThenRefused(string code, params string[] names)
    {
        var refused = Decision.ShouldBeOfType<Refused>();
        refused.Code.ShouldBe(code);
        foreach (var name in names)
        {
            refused.Why.ShouldContain(name);
        }

        return refused;
    }
}
