using EventCluster.Simulation.Tests.Bus;
using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Nodes;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Faults;

/// <summary>One fault: it breaks one thing, and mends it again after a while.</summary>
/// <param name="world">What it breaks.</param>
/// <param name="dice">Its own: what it does depends on no other fault's throws.</param>
/// <param name="number">Its number among the faults and commands.</param>
internal sealed class Fault(World world, Dice dice, int number)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Breaks something of a kind.</summary>
    internal void Break(FaultKinds kind)
    {
        switch (kind)
        {
            case FaultKinds.Instances:
                BreakInstance(Favourite());
                break;
            case FaultKinds.Nodes:
                BreakNode(FavouriteNode());
                break;
            case FaultKinds.Store:
                BreakStore();
                break;
            case FaultKinds.Broker:
                new BrokerFault(world, world.Broker!, dice).Break();
                break;
            default:
                BreakNetwork();
                break;
        }
    }

    /// <summary>What matters most is broken most: the one that acts.</summary>
    private InstanceMachine Favourite() => dice.Chance(0.5) && world.Instances.FirstOrDefault(i => i.IsActing) is { } acting ? acting : dice.Pick(world.Instances);

    private NodeMachine FavouriteNode() =>
        dice.Chance(0.5) && world.Nodes.FirstOrDefault(n => n.IsServing(world.Scheduler.Now)) is { } serving ? serving : dice.Pick(world.Nodes);

    private void BreakInstance(InstanceMachine machine)
    {
        if (machine.Current is not { Process.IsAlive: true } process)
        {
            return;
        }

        switch (dice.Below(5))
        {
            case 0:
                Note(machine.Name, "is killed");
                process.Process.Kill();
                break;
            case 1:
                Note(machine.Name, "loses its power");
                machine.Boots++;
                process.Process.Kill();
                break;
            case 2:
                Note(machine.Name, "is stopped in order");
                process.Stop(process.Process.Kill);
                break;
            case 3:
                Note(machine.Name, "has its wall clock set");
                machine.Clock.WallOffset = dice.Between(TimeSpan.FromHours(-2), TimeSpan.FromHours(2));
                break;
            default:
                Note(machine.Name, "stands still");
                process.Process.Pause();
                Later(() =>
                {
                    Note(machine.Name, "goes on");
                    process.Process.Resume();
                });
                break;
        }
    }

    private void BreakNode(NodeMachine machine)
    {
        if (machine.Worker is not { Process.IsAlive: true } worker)
        {
            return;
        }

        switch (dice.Below(7))
        {
            case 0:
                Note(machine.Name, "worker is killed");
                worker.Process.Kill();
                machine.Service?.WorkerGone();
                break;
            case 1:
                Note(machine.Name, "loses its power");
                machine.PowerOff();
                break;
            case 2:
                Note(machine.Name, "worker is stopped in order");
                worker.Leave();
                break;
            case 3:
                Note(machine.Name, "worker stands still");
                worker.Process.Pause();
                Later(() =>
                {
                    if (!machine.IsPaused)
                    {
                        worker.Process.Resume();
                    }
                });
                break;
            case 4:
                Note(machine.Name, "stands still");
                machine.Pause();
                Later(() =>
                {
                    Note(machine.Name, "goes on");
                    machine.Resume();
                });
                break;
            case 5:
                Note(machine.Name, "has its wall clock set");
                machine.Clock.WallOffset = dice.Between(TimeSpan.FromHours(-2), TimeSpan.FromHours(2));
                break;
            default:
                Note(machine.Name, "service crashes");
                machine.Service?.Crash();
                break;
        }
    }

    private void BreakStore()
    {
        var concerned = dice.Chance(0.4) ? world.Instances : [Favourite()];
        var kind = dice.Below(4);
        var (share, delay) = (dice.Share() * 0.4, dice.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1.5)));
        foreach (var faults in concerned.Select(i => i.Store))
        {
            (faults.IsAway, faults.IsSilent) = (kind == 0, kind == 1);
            (faults.FailsBefore, faults.LosesAnswer) = kind == 2 ? (share, share) : (0, 0);
            faults.Delay = kind == 3 ? delay : TimeSpan.FromMilliseconds(1);
        }

        Note(string.Join(',', concerned.Select(i => i.Name)), kind switch { 0 => "store away", 1 => "store silent", 2 => "store fails at times", _ => "store slow" });
        Later(() =>
        {
            foreach (var faults in concerned.Select(i => i.Store))
            {
                faults.Heal();
            }

            Note(string.Join(',', concerned.Select(i => i.Name)), "store well");
        });
    }

    private void BreakNetwork()
    {
        string[] machines = [.. world.Instances.Select(i => i.Name), .. world.Nodes.Select(n => n.Name), .. world.Broker is null ? [] : new[] { Broker.Machine }];
        if (dice.Chance(0.4))
        {
            (world.Network.Loss, world.Network.Doubling, world.Network.Lateness) = (dice.Share() * 0.4, dice.Share() * 0.3, dice.Share() * 0.3);
            Note("network", "loses, doubles and delays");
            Later(() =>
            {
                (world.Network.Loss, world.Network.Doubling, world.Network.Lateness) = (0, 0, 0);
                Note("network", "carries well");
            });
            return;
        }

        // One machine from all, or some from some; in one direction, or in both.
        var one = dice.Chance(0.5) ? Favourite().Name : FavouriteNode().Name;
        var (share, both) = (dice.Chance(0.5) ? 1 : dice.Share(), dice.Chance(0.6));
        var outwards = dice.Chance(0.5);
        (string From, string To)[] cuts = [.. machines.Where(m => m != one && dice.Chance(share)).SelectMany<string, (string, string)>(
            other => both ? [(one, other), (other, one)] : outwards ? [(one, other)] : [(other, one)])];
        Note(one, both ? "is cut off from" : outwards ? "cannot send to" : "hears nothing of", cuts.Length);
        foreach (var (from, to) in cuts)
        {
            world.Network.Cut(from, to);
        }

        Later(() =>
        {
            Note(one, "is connected again");
            foreach (var (from, to) in cuts)
            {
                world.Network.Mend(from, to);
            }
        });
    }

    private void Later(Action mend) => world.Scheduler.After(dice.Between(TimeSpan.FromMilliseconds(50), Longest), mend);

    private void Note(string who, string what, int? count = null) => world.Chronicle.Note(world.Scheduler.Now, who, $"{what}{(count is null ? "" : $" {count}")} (#{number})");
}
