using EventCluster.Bus;
using EventCluster.Simulation.Tests.Kernel;

namespace EventCluster.Simulation.Tests.Bus;

/// <summary>One connection's part in a queue: a bounded number of messages is given to it that it has not done with.</summary>
internal sealed class Consumer(Scheduler scheduler, Connection connection, BrokerQueue queue, BusQueue declared)
{
    private const int FewestInHand = 32;
    private readonly int _most = Math.Max(FewestInHand, declared.Concurrency * 2);

    /// <summary>Whether another message may be given to it.</summary>
    internal bool HasRoom => InHand.Count < _most;

    /// <summary>What it was given and has not done with, oldest first.</summary>
    internal List<Delivery> InHand { get; } = [];

    /// <summary>Sends it a message.</summary>
    internal void Give(Delivery delivery)
    {
        if (connection.Down.Carry() is not { } at)
        {
            return;
        }

        InHand.Add(delivery);
        scheduler.At(at, connection.Process, static state => ((Arrival)state!).Begin(), new Arrival(this, delivery));
        if (connection.Down.Doubles && connection.Down.Carry() is { } again)
        {
            scheduler.At(again, connection.Process, static state => ((Arrival)state!).Begin(), new Arrival(this, delivery));
        }
    }

    /// <summary>Ends it.</summary>
    internal void End() => queue.Remove(this, scheduler.Now);

    private async void Handle(Delivery delivery)
    {
        if (connection.IsHeld && connection.Down.IsOpen)
        {
            await declared.Handler(delivery.Message);
            connection.Delivered();
        }

        if (InHand.Remove(delivery))
        {
            queue.Pump(scheduler.Now);
        }
    }

    private sealed record Arrival(Consumer Consumer, Delivery Delivery)
    {
        internal void Begin() => Consumer.Handle(Delivery);
    }
}
