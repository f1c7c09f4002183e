using EventCluster.Simulation.Tests.Bus;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Faults;

/// <summary>One fault of the message broker, mended again after a while.</summary>
internal sealed class BrokerFault(World world, Broker broker, Dice dice)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Breaks it.</summary>
    internal void Break()
    {
        switch (dice.Below(5))
        {
            case 0:
                Crash(isWiped: false);
                break;
            case 1:
                Crash(isWiped: true);
                break;
            case 2:
                broker.LosesConfirmation = dice.Share();
                Note("takes what it does not confirm");
                Later(() =>
                {
                    broker.LosesConfirmation = 0;
                    Note("confirms all");
                });
                break;
            default:
                CutOff([.. world.Instances.Select(i => i.Name), .. world.Nodes.Select(n => n.Name)]);
                break;
        }
    }

    private void Crash(bool isWiped)
    {
        Note(isWiped ? "is wiped" : "is away");
        broker.Crash(isWiped);
        Later(() =>
        {
            broker.Restart();
            Note("is there again");
        });
    }

    /// <summary>From one machine, or from some, in one direction or in both; they reach each other as before.</summary>
    private void CutOff(string[] machines)
    {
        var share = dice.Chance(0.5) ? 0 : dice.Share();
        var one = dice.Pick(machines);
        var (up, down) = dice.Below(3) switch { 0 => (true, false), 1 => (false, true), _ => (true, true) };
        string[] cut = [.. machines.Where(m => m == one || dice.Chance(share))];
        Note($"{(up && down ? "is cut off from" : up ? "hears nothing of" : "cannot send to")} {string.Join(',', cut)}");
        foreach (var machine in cut)
        {
            Set(machine, up, down, world.Network.Cut);
        }

        Later(() =>
        {
            Note($"is connected again with {string.Join(',', cut)}");
            foreach (var machine in cut)
            {
                Set(machine, up, down, world.Network.Mend);
            }
        });
    }

    private static void Set(string machine, bool up, bool down, Action<string, string> direction)
    {
        if (up)
        {
            direction(machine, Broker.Machine);
        }

        if (down)
        {
            direction(Broker.Machine, machine);
        }
    }

    private void Later(Action mend) => world.Scheduler.After(dice.Between(TimeSpan.FromMilliseconds(50), Longest), mend);

    private void Note(string what) => world.Chronicle.Note(world.Scheduler.Now, Broker.Machine, what);
}
