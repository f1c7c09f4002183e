using EventCluster.Simulation.Tests.Kernel;

namespace EventCluster.Simulation.Tests.Network;

/// <summary>
/// What lies between the machines. Each direction between two of them can be cut by itself; what goes through may be late, lost or doubled, and may overtake
/// what was sent before it.
/// </summary>
internal sealed class Network(Scheduler scheduler, Dice dice)
{
    private static readonly TimeSpan UsualDelay = TimeSpan.FromSeconds(1.5);
    private readonly HashSet<(string From, string To)> _cut = [];

    /// <summary>How often a message is lost.</summary>
    internal double Loss { get; set; }

    /// <summary>How often a message comes twice.</summary>
    internal double Doubling { get; set; }

    /// <summary>How often a message is held up for long.</summary>
    internal double Lateness { get; set; }

    /// <summary>How often a message is held up for a while, even where all is well.</summary>
    internal double UsualLateness { get; set; }

    /// <summary>The usual time of one way.</summary>
    internal TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long a message is held up at most.</summary>
    internal TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Cuts one direction.</summary>
    internal void Cut(string from, string to) => _cut.Add((from, to));

    /// <summary>Mends one direction.</summary>
    internal void Mend(string from, string to) => _cut.Remove((from, to));

    /// <summary>Mends everything.</summary>
    internal void Heal()
    {
        _cut.Clear();
        (Loss, Doubling, Lateness, UsualLateness, Delay) = (0, 0, 0, 0, TimeSpan.FromMilliseconds(1));
    }

    /// <summary>Whether a direction is open.</summary>
    internal bool Reaches(string from, string to) => !_cut.Contains((from, to));

    /// <summary>Sends something. Whether it may go through is asked when it is sent and when it is received.</summary>
    internal void Send(string from, string to, SimulatedProcess receiver, Action receive)
    {
        Carry(from, to, receiver, receive);
        if (dice.Chance(Doubling))
        {
            Carry(from, to, receiver, receive);
        }
    }

    private void Carry(string from, string to, SimulatedProcess receiver, Action receive)
    {
        if (!Reaches(from, to) || dice.Chance(Loss))
        {
            return;
        }

        var time = dice.LongTailed(Delay) + (dice.Chance(Lateness) ? dice.Between(TimeSpan.Zero, LongestDelay) : dice.Chance(UsualLateness) ? dice.Between(TimeSpan.Zero, UsualDelay) : TimeSpan.Zero);
        scheduler.At(scheduler.Now + time, receiver, static delivery => ((Delivery)delivery!).Arrive(), new Delivery(this, from, to, receive));
    }

    private sealed record Delivery(Network Network, string From, string To, Action Receive)
    {
        internal void Arrive()
        {
            if (Network.Reaches(From, To))
            {
                Receive();
            }
        }
    }
}
