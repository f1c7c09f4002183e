using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Faults;

/// <summary>Has faults happen, one after the other.</summary>
/// <param name="world">What they break.</param>
/// <param name="dice">When, and which.</param>
/// <param name="kinds">What may break.</param>
/// <param name="every">Mean time between two.</param>
internal sealed class FaultPlan(World world, Dice dice, FaultKinds kinds, TimeSpan every)
{
    // How often which kind breaks, in comparison.
    private static readonly FaultKinds[] Shares =
    [
        FaultKinds.Instances, FaultKinds.Instances, FaultKinds.Instances,
        FaultKinds.Nodes, FaultKinds.Nodes, FaultKinds.Nodes,
        FaultKinds.Store, FaultKinds.Store,
        FaultKinds.Network, FaultKinds.Network,
        FaultKinds.Broker,
    ];

    private readonly FaultKinds[] _shares = [.. Shares.Where(kind => kinds.HasFlag(kind) && (kind != FaultKinds.Broker || world.Broker is not null))];
    private TimeSpan _until;

    /// <summary>Begins; no fault begins after a time.</summary>
    internal void Begin(TimeSpan until)
    {
        _until = until;
        if (_shares.Length > 0)
        {
            Next();
        }
    }

    private void Next()
    {
        var at = world.Scheduler.Now + dice.LongTailed(every);
        if (at < _until)
        {
            world.Scheduler.At(at, () =>
            {
                // Thrown also for one that is left out, so that the others stay what they are.
                var (kind, own) = (dice.Pick(_shares), dice.Fork());
                if (world.Deeds.Next())
                {
                    new Fault(world, own, world.Deeds.Drawn).Break(kind);
                }

                Next();
            });
        }
    }
}
