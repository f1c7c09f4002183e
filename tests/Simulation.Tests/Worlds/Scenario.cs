using EventCluster.ControlPlane.Commands;
using EventCluster.Domain.Commands;
using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Nodes;

namespace EventCluster.Simulation.Tests.Worlds;

/// <summary>A world in which a test says what happens, and when.</summary>
internal sealed class Scenario
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly Dice _dice = new(1);

    /// <summary>A world in which everything has just been started.</summary>
    internal Scenario(WorldOptions options)
    {
        World = new(options);
        World.Starter.StartAll();
    }

    /// <summary>The world.</summary>
    internal World World { get; }

    /// <summary>Where the service runs; null for nowhere.</summary>
    internal NodeMachine? Serving => World.Nodes.FirstOrDefault(n => n.IsServing(World.Scheduler.Now));

    /// <summary>A person's command, through the instance that acts.</summary>
    internal void Give(ClusterCommand command) =>
        Give(command, Awaited(() => World.Instances.FirstOrDefault(i => i.IsActing)), outcome => outcome.ShouldNotBeNull().Refusal.ShouldBeNull());

    /// <summary>A person's command, through an instance.</summary>
    internal void Give(ClusterCommand command, InstanceMachine through, Action<CommandOutcome?> answered)
    {
        var (process, id) = (through.Current!, _dice.Id());
        process.Process.Start(async () => answered(await process.SendAsync(command, id, "token:operator")));
    }

    /// <summary>A time passes.</summary>
    internal void Pass(TimeSpan time) => World.RunUntil(World.Scheduler.Now + time);

    /// <summary>Waits until something is there.</summary>
    /// <exception cref="TimeoutException">It does not come.</exception>
    internal T Awaited<T>(Func<T?> what)
        where T : class
    {
        for (var until = World.Scheduler.Now + Soon; World.Scheduler.Now < until;)
        {
            if (what() is { } there)
            {
                return there;
            }

            Pass(TimeSpan.FromMilliseconds(10));
        }

        throw new TimeoutException($"It does not come within {Soon}.\n{string.Join('\n', World.Chronicle.Lines())}");
    }

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    internal void Awaited(Func<bool> holds) => Awaited(() => holds() ? this : null);
}
