using EventCluster.Domain.Commands;
using EventCluster.Domain.State;
using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Operators;

/// <summary>People who do everything that the API lets them do, at any moment, through any instance, and again where they got no answer.</summary>
internal sealed class Operator(World world, Dice dice, TimeSpan every)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly string[] Leases = ["00:00:03", "00:00:05", "00:00:08", "00:00:20"];
    private TimeSpan _until;

    /// <summary>Begins; no command is given after a time, and the last ones leave automatic failover on and nobody in maintenance.</summary>
    internal void Begin(TimeSpan until)
    {
        _until = until;
        Next();
        world.Scheduler.At(until, () =>
        {
            Insist(new EnableHighAvailability());
            Insist(new ResumeAutomation());
            foreach (var node in world.Nodes)
            {
                Insist(new ResumeNode(node.Name));
            }

            Confirm();
        });
    }

    private void Next()
    {
        var at = world.Scheduler.Now + dice.LongTailed(every);
        if (at < _until)
        {
            world.Scheduler.At(at, () =>
            {
                if (Choose() is { } command)
                {
                    Give(command, dice.Id(), dice.Below(3));
                }

                Next();
            });
        }
    }

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

        world.Chronicle.Note(world.Scheduler.Now, machine.Name, "is switched off by a person");
        machine.PowerOff();
        return new(to == machine.Name ? null : to, ConfirmFenced: true, holder.Epoch);
    }

    private void Give(ClusterCommand command, Guid id, int repetitions)
    {
        var machine = dice.Pick(world.Instances);
        if (machine.Current is { Process.IsAlive: true } process)
        {
            world.Chronicle.Note(world.Scheduler.Now, "operator", $"{command.Name} {command.Target} through {machine.Name}");
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

    /// <summary>Where the cluster says that only a person can know whether the holder is down, somebody looks, and says so.</summary>
    private void Confirm()
    {
        var state = world.Truth.State;
        if (state.Blocked is not null && state.Holder is { } holder && !world.Nodes.Any(n => n.Worker?.Boot == holder.Boot && n.Worker.Process.IsAlive))
        {
            Give(new ForceFailover(null, ConfirmFenced: true, holder.Epoch), dice.Id(), repetitions: 0);
        }

        world.Scheduler.After(TimeSpan.FromSeconds(5), Confirm);
    }

    /// <summary>Gives a command until it holds.</summary>
    private void Insist(ClusterCommand command)
    {
        var holds = command switch
        {
            EnableHighAvailability => world.Truth.State.HighAvailability,
            ResumeAutomation => world.Truth.State.Pause is null,
            ResumeNode resume => world.Truth.State.Nodes.GetValueOrDefault(resume.Node) is not { Maintenance: not Maintenance.None },
            _ => true,
        };
        if (!holds)
        {
            Give(command, dice.Id(), repetitions: 0);
        }

        // A command given before may still be on its way to the store.
        world.Scheduler.After(TimeSpan.FromSeconds(1), () => Insist(command));
    }
}
