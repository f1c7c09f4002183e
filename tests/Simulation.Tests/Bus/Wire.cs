using EventCluster.Simulation.Tests.Kernel;

namespace EventCluster.Simulation.Tests.Bus;

/// <summary>
/// One direction of a connection with the broker. What goes through keeps its order while the network is well; what the network holds up is overtaken, and what it
/// loses is lost: more than a real connection would do to those who use it.
/// </summary>
internal sealed class Wire(Scheduler scheduler, Network.Network network, Dice dice, string from, string to)
{
    private TimeSpan _last;

    /// <summary>Whether it is open.</summary>
    internal bool IsOpen => network.Reaches(from, to);

    /// <summary>Whether something is carried once more.</summary>
    internal bool Doubles => dice.Chance(network.Doubling);

    /// <summary>When something that is sent now arrives; null when it is lost.</summary>
    internal TimeSpan? Carry()
    {
        if (!IsOpen || dice.Chance(network.Loss))
        {
            return null;
        }

        var at = scheduler.Now + dice.LongTailed(network.Delay);
        if (dice.Chance(network.Lateness))
        {
            return at + dice.Between(TimeSpan.Zero, network.LongestDelay);
        }

        return _last = at > _last ? at : _last + TimeSpan.FromTicks(1);
    }
}
