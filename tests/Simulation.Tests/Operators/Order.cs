using EventCluster.Domain.Commands;
using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Operators;

/// <summary>One thing that a person wants: a command, through any instance, and perhaps once more.</summary>
/// <param name="world">Where.</param>
/// <param name="dice">Its own: what is wanted depends on no other order's throws.</param>
/// <param name="number">Its number among the faults and commands; null for those that end a storm.</param>
internal sealed class Order(World world, Dice dice, int? number)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly string[] Leases = ["00:00:03", "00:00:05", "00:00:08", "00:00:20"];

    private string Mark => number is { } known ? $" (#{known})" : "";

    /// <summary>Gives any command.</summary>
    internal void GiveAny()
    {
        if (Choose() is { } command)
        {
            Give(command, dice.Id(), dice.Below(3));
        }
    }

    /// <summary>Gives a command.</summary>
    internal void Give(ClusterCommand command) => Give(command, dice.Id(), repetitions: 0);

    private ClusterCommand? Choose()
    {
        var node = dice.Pick(world.Nodes).Name;
        switch (dice.Below(12))
        {
            case 0: return new DisableHighAvailability();
            case 1 or 2: return new EnableHighAvailability();
            case 3 or 4: return new RequestSwitchover(dice.Chance(0.5) ? node : null);
            case 5: return new ForceFailover(dice.Chance(0.5) ? node : null, ConfirmFenced: false);
            case 6: return ForceAfterPowerOff(node);
            case 7: return new DrainNode(node);
            case 8: return new ResumeNode(node);
            case 9: return dice.Chance(0.3) ? new RemoveNode(node, Force: dice.Chance(0.5)) : new RestartNode(node);
            case 10: return new ChangeConfiguration(null, new Dictionary<string, string> { ["lease"] = dice.Pick(Leases) }, []);
            default: return dice.Chance(0.5) ? new PauseAutomation(null) : new ResumeAutomation();
        }
    }

    /// <summary>Whoever confirms that the old node is down has made sure of it.</summary>
    private ForceFailover? ForceAfterPowerOff(string to)
    {
        if (world.Truth.State.Holder is not { } holder || world.Nodes.FirstOrDefault(n => n.Name == holder.Node) is not { } machine)
        {
            return null;
        }

        world.Chronicle.Note(world.Scheduler.Now, machine.Name, $"is switched off by a person{Mark}");
        machine.PowerOff();
        return new(to == machine.Name ? null : to, ConfirmFenced: true, holder.Epoch);
    }

    private void Give(ClusterCommand command, Guid id, int repetitions)
    {
        var machine = dice.Pick(world.Instances);
        if (machine.Current is { Process.IsAlive: true } process)
        {
            world.Chronicle.Note(world.Scheduler.Now, "operator", $"{command.Name} {command.Target} through {machine.Name}{Mark}");
            process.Process.Start(() => SendAsync(process, command, id));
        }

        if (repetitions > 0)
        {
            world.Scheduler.After(dice.Between(TimeSpan.Zero, Patience), () => Give(command, id, repetitions - 1));
        }
    }

    private async Task SendAsync(InstanceProcess process, ClusterCommand command, Guid id)
    {
        if (await process.SendAsync(command, id, "token:operator") is { } outcome)
        {
            world.Truth.Acknowledged(id, outcome);
        }
    }
}
