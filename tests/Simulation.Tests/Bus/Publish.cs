using EventCluster.Bus;
using EventCluster.Simulation.Tests.Kernel;

namespace EventCluster.Simulation.Tests.Bus;

/// <summary>A publish under way: it arrives or is lost, and so does its confirmation; whoever waits for it learns no later than its limit.</summary>
internal sealed class Publish(Scheduler scheduler, Broker broker, Connection connection, BusParty sender, BusMessage message, TimeSpan deadline)
{
    private readonly TaskCompletionSource<bool> _ended = new();

    /// <summary>Whether the broker has confirmed it.</summary>
    internal Task<bool> Ended => _ended.Task;

    /// <summary>Sends it.</summary>
    internal void Send()
    {
        connection.Add(this);
        if (connection.Up.Carry() is not { } at)
        {
            EndAt(deadline, isConfirmed: false);
            return;
        }

        scheduler.At(at, () => Arrive(isFirst: true));
        if (connection.Up.Doubles && connection.Up.Carry() is { } again)
        {
            scheduler.At(again, () => Arrive(isFirst: false));
        }
    }

    /// <summary>Ends it.</summary>
    internal void End(bool isConfirmed)
    {
        if (_ended.TrySetResult(isConfirmed))
        {
            connection.Remove(this, isConfirmed);
        }
    }

    private void Arrive(bool isFirst)
    {
        var isTaken = connection is { IsServed: true, Up.IsOpen: true };
        if (isTaken)
        {
            broker.Route(sender, message);
        }

        if (isFirst)
        {
            var confirmed = isTaken && broker.Confirms ? connection.Down.Carry() : null;
            EndAt(confirmed < deadline ? confirmed.Value : deadline, confirmed < deadline);
        }
    }

    private void EndAt(TimeSpan time, bool isConfirmed) =>
        scheduler.At(time, connection.Process, isConfirmed ? static publish => ((Publish)publish!).End(true) : static publish => ((Publish)publish!).End(false), this);
}
