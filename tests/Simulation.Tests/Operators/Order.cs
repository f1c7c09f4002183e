using EventCluster.ControlPlane.Commands;
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
    private static readonly TimeSpan[] Leases = [TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(20)];
    private static readonly (string Lease, string Renewal)[] TermLeases = [("00:00:03", "00:00:01"), ("00:00:05", "00:00:01"), ("00:00:12", "00:00:03")];

    // What each of the choices is.
    private static readonly OrderKinds[] Kinds =
    [
        OrderKinds.Ha, OrderKinds.Ha, OrderKinds.Ha, OrderKinds.Moves, OrderKinds.Moves, OrderKinds.Moves, OrderKinds.Confirmations,
        OrderKinds.Maintenance, OrderKinds.Maintenance, OrderKinds.Maintenance, OrderKinds.Leases, OrderKinds.Pauses,
        OrderKinds.Maintenance, OrderKinds.Maintenance,
    ];

    private string Mark => number is { } known ? $" (#{known})" : "";

    /// <summary>Gives any command.</summary>
    internal void GiveAny()
    {
        if (Choose() is { } command)
        {
            var expected = dice.Chance(0.15) && dice.Pick(world.Instances).Current is { Process.Runs: true } read ? read.Log.State.Version : (int?)null;
            Give(new(command, dice.Id(), new(Fingerprint(command), expected)), dice.Below(3));
        }
    }

    /// <summary>Gives a command.</summary>
    internal void Give(ClusterCommand command) => Give(new(command, dice.Id(), new(Fingerprint(command))), repetitions: 0);

    /// <summary>Another lease.</summary>
    internal static ChangeConfiguration ChangeLease(TimeSpan lease) => new(null, new Dictionary<string, string> { ["lease"] = lease.ToString("c") }, []);

    private ClusterCommand? Choose()
    {
        var node = dice.Pick(world.Nodes).Name;
        switch (dice.Pick([.. Enumerable.Range(0, Kinds.Length).Where(i => world.Orders.HasFlag(Kinds[i]))]))
        {
            case 0: return new DisableHighAvailability();
            case 1 or 2: return new EnableHighAvailability();
            case 3 or 4: return new RequestSwitchover(dice.Chance(0.5) ? node : null);
            case 5: return new ForceFailover(dice.Chance(0.5) ? node : null, ConfirmFenced: false);
            case 6: return ForceAfterPowerOff(node);
            case 7: return new DrainNode(node);
            case 8: return new ResumeNode(node);
            case 9: return dice.Chance(0.3) ? new RemoveNode(node, Force: dice.Chance(0.5)) : new RestartNode(node);
            case 10: return ChangeTimings();
            case 11: return dice.Chance(0.5) ? new PauseAutomation(null) : new ResumeAutomation();
            case 12: return dice.Chance(0.4) ? Replace(node) : ChangeProduct(node);
            default: return dice.Chance(0.5) ? new EnableLoadBalancing() : new DisableLoadBalancing();
        }
    }

    private ChangeConfiguration ChangeTimings()
    {
        var (lease, renewal) = dice.Pick(TermLeases);
        return new(
            null,
            dice.Chance(0.7) && world.Lease is null
                ? new Dictionary<string, string> { ["lease"] = dice.Pick(Leases).ToString("c") }
                : new Dictionary<string, string> { ["schedulerLease"] = lease, ["schedulerRenewal"] = renewal },
            []);
    }

    private ChangeConfiguration ChangeProduct(string node) =>
        new(dice.Chance(0.7) ? node : null, new Dictionary<string, string> { ["product.colour"] = dice.Chance(0.5) ? "red" : "blue" }, []);

    /// <summary>Somebody replaces a broken machine by a new one of the same name, which may join once the old one is removed.</summary>
    private RemoveNode Replace(string node)
    {
        world.Chronicle.Note(world.Scheduler.Now, node, $"is replaced by a new machine{Mark}");
        world.Nodes.First(n => n.Name == node).Replace(dice.Id());
        return new(node, Force: dice.Chance(0.5));
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

    private void Give(Letter letter, int repetitions)
    {
        var machine = dice.Pick(world.Instances);
        if (machine.Current is { Process.IsAlive: true } process)
        {
            world.Chronicle.Note(world.Scheduler.Now, "operator", $"{letter.Command.Name} {letter.Command.Target} through {machine.Name}{Mark}");
            process.Process.Start(() => SendAsync(process, letter));
        }

        if (repetitions > 0)
        {
            // Now and then the same key is used for something else.
            var again = dice.Chance(0.05) && Choose() is { } other ? letter with { Command = other, Options = letter.Options with { Fingerprint = Fingerprint(other) } } : letter;
            world.Scheduler.After(dice.Between(TimeSpan.Zero, Patience), () => Give(again, repetitions - 1));
        }
    }

    private async Task SendAsync(InstanceProcess process, Letter letter)
    {
        var attempt = world.Clients.Begin(letter.Id, letter.Options, process.Process, world.Scheduler.Now);
        var outcome = await process.SendAsync(letter.Command, letter.Id, "token:operator", letter.Options);
        world.Clients.End(attempt, outcome, process.Log.State.Version);
    }

    /// <summary>As the API takes one from the bytes of a request.</summary>
    private string Fingerprint(ClusterCommand command) => $"{command.Name} {command.Target} {(command is ChangeConfiguration ? dice.Below(1_000_000) : 0)}";

    private sealed record Letter(ClusterCommand Command, Guid Id, CommandOptions Options);
}
