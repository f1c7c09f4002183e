using EventCluster.Domain.Commands;
using EventCluster.Domain.State;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Worlds;

namespace EventCluster.Simulation.Tests.Operators;

/// <summary>People who do everything that the API lets them do, at any moment, through any instance, and again where they got no answer.</summary>
internal sealed class Operator(World world, Dice dice, TimeSpan every)
{
    private TimeSpan _until;

    /// <summary>Begins; no command is given after a time, and the last ones leave automatic failover on and nobody in maintenance.</summary>
    internal void Begin(TimeSpan until)
    {
        _until = until;
        Next();
        if (world.Lease is { } lease)
        {
            Insist(Order.ChangeLease(lease));
        }

        world.Scheduler.At(until, () =>
        {
            Insist(new EnableHighAvailability());
            Insist(new ResumeAutomation());
            foreach (var node in world.Nodes)
            {
                Insist(new ResumeNode(node.Name));
                Insist(new RemoveNode(node.Name, Force: true));
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
                var own = dice.Fork();
                if (world.Deeds.Next() && world.Orders != OrderKinds.None)
                {
                    new Order(world, own, world.Deeds.Drawn).GiveAny();
                }

                Next();
            });
        }
    }

    /// <summary>Where the cluster says that only a person can know whether the holder is down, somebody looks, and says so.</summary>
    private void Confirm()
    {
        var state = world.Truth.State;
        if (state.Blocked is not null && state.Holder is { } holder && !world.Nodes.Any(n => n.Worker?.Boot == holder.Boot && n.Worker.Process.IsAlive))
        {
            Give(new ForceFailover(null, ConfirmFenced: true, holder.Epoch));
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
            ChangeConfiguration => world.Truth.State.Timings.Lease == world.Lease,
            ResumeNode resume => world.Truth.State.Nodes.GetValueOrDefault(resume.Node) is not { Maintenance: not Maintenance.None },
            // A machine that was replaced joins only once the one before it is forgotten.
            RemoveNode remove => world.Truth.State.Nodes.GetValueOrDefault(remove.Node)?.Facts.Id is not { } known || world.Nodes.Any(n => n.Id == known),
            _ => true,
        };
        if (!holds)
        {
            Give(command);
        }

        // A command given before may still be on its way to the store.
        world.Scheduler.After(TimeSpan.FromSeconds(1), () => Insist(command));
    }

    private void Give(ClusterCommand command) => new Order(world, dice.Fork(), number: null).Give(command);
}
