using EventCluster.Bus;
using EventCluster.Simulation.Tests.Kernel;

namespace EventCluster.Simulation.Tests.Bus;

/// <summary>
/// The message broker: exchanges, queues, and connections that it closes when it hears nothing on them. Queues outlive its restart, their messages do not;
/// once it is wiped nothing is left but what parties declare when they connect.
/// </summary>
internal sealed class Broker
{
    /// <summary>Name of its machine.</summary>
    internal const string Machine = "broker";

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, BrokerQueue> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<(BusExchange, string), List<BrokerQueue>> _bindings = [];
    private readonly List<Connection> _connections = [];
    private readonly Scheduler _scheduler;
    private readonly Network.Network _network;
    private readonly Dice _dice;

    /// <summary>Starts it.</summary>
    internal Broker(Scheduler scheduler, Network.Network network, Dice dice)
    {
        (_scheduler, _network, _dice) = (scheduler, network, dice);
        scheduler.After(Round, Tend);
    }

    /// <summary>Whether it runs.</summary>
    internal bool IsUp { get; private set; } = true;

    /// <summary>How often it takes a message and does not say so.</summary>
    internal double LosesConfirmation { get; set; }

    /// <summary>Whether it confirms what it has just taken.</summary>
    internal bool Confirms => !_dice.Chance(LosesConfirmation);

    /// <summary>Its queues.</summary>
    internal IReadOnlyCollection<BrokerQueue> Queues => _queues.Values;

    /// <summary>How long a connection takes to be made.</summary>
    internal TimeSpan ConnectTime() => _dice.LongTailed(_network.Delay * 6);

    /// <summary>A party connects, declares its queues and consumes them; null when it cannot.</summary>
    internal Connection? Connect(string machine, SimulatedProcess process, IReadOnlyList<BusQueue> queues, Action delivered, Action<string> lost)
    {
        if (!IsUp || !_network.Reaches(machine, Machine) || !_network.Reaches(Machine, machine) || _dice.Chance(_network.Loss))
        {
            return null;
        }

        Connection connection = new(
            _scheduler, process, new(_scheduler, _network, _dice, machine, Machine), new(_scheduler, _network, _dice, Machine, machine), delivered, lost);
        _connections.Add(connection);
        foreach (var queue in queues)
        {
            connection.Consume(Declare(queue), queue);
        }

        return connection;
    }

    /// <summary>Puts a message into the queues that want it.</summary>
    internal void Route(BusParty sender, BusMessage message)
    {
        Delivery delivery = new(new(sender, message.Kind, message.Id, message.Body), _scheduler.Now + message.Expires);
        Put(message.Exchange, message.Exchange == BusExchange.Heartbeats ? "" : message.RoutingKey, delivery);
        if (message.Exchange == BusExchange.Events)
        {
            Put(message.Exchange, "#", delivery);
        }
    }

    /// <summary>Deletes a queue; whoever consumes it loses its connection.</summary>
    internal void Delete(string name)
    {
        if (_queues.Remove(name, out var queue))
        {
            foreach (var bound in _bindings.Values)
            {
                bound.Remove(queue);
            }

            foreach (var connection in _connections.Where(c => c.Consumes(queue)).ToList())
            {
                Close(connection, "has deleted the queue.");
            }
        }
    }

    /// <summary>It ends at once.</summary>
    /// <param name="isWiped">Its disk is lost too.</param>
    internal void Crash(bool isWiped)
    {
        IsUp = false;
        foreach (var connection in _connections.ToList())
        {
            Close(connection, "has ended the connection.");
        }

        foreach (var queue in _queues.Values)
        {
            queue.Clear();
        }

        if (isWiped)
        {
            _queues.Clear();
            _bindings.Clear();
        }
    }

    /// <summary>It runs again.</summary>
    internal void Restart() => IsUp = true;

    /// <summary>All is well with it again.</summary>
    internal void Heal() => (IsUp, LosesConfirmation) = (true, 0);

    /// <summary>A party has closed its connection, or given it up.</summary>
    internal void Forget(Connection connection)
    {
        if (_connections.Remove(connection))
        {
            connection.Drop();
        }
    }

    private BrokerQueue Declare(BusQueue declared)
    {
        if (!_queues.TryGetValue(declared.Name, out var queue))
        {
            _queues[declared.Name] = queue = new(declared.Name, declared.Bound);
            foreach (var binding in declared.Bindings)
            {
                if (!_bindings.TryGetValue((binding.Exchange, binding.RoutingKey), out var bound))
                {
                    _bindings[(binding.Exchange, binding.RoutingKey)] = bound = [];
                }

                bound.Add(queue);
            }
        }

        return queue;
    }

    private void Put(BusExchange exchange, string key, Delivery delivery)
    {
        if (_bindings.TryGetValue((exchange, key), out var bound))
        {
            foreach (var queue in bound)
            {
                queue.Put(delivery, _scheduler.Now);
            }
        }
    }

    /// <summary>Connections on which nothing is heard are closed by both sides.</summary>
    private void Tend()
    {
        for (var i = _connections.Count - 1; i >= 0; i--)
        {
            var connection = _connections[i];
            if (connection.Process.Runs && connection.Up.IsOpen && connection.Down.IsOpen)
            {
                connection.SilentSince = null;
                if (!connection.IsHeld)
                {
                    // The other side says so as soon as it is reached again.
                    Forget(connection);
                }

                continue;
            }

            // The system of a process that was killed closes its connections; a machine without power closes nothing.
            var isClosed = connection is { SilentSince: null, Process.IsAlive: false } && _dice.Chance(0.5);
            connection.SilentSince ??= _scheduler.Now;
            if (isClosed || _scheduler.Now - connection.SilentSince >= LongestSilence)
            {
                Close(connection, "was not heard of for too long.");
            }
        }

        _scheduler.After(Round, Tend);
    }

    private void Close(Connection connection, string problem)
    {
        Forget(connection);
        var after = connection.Down.IsOpen ? _dice.LongTailed(_network.Delay) : LongestSilence;
        _scheduler.At(_scheduler.Now + after, connection.Process, _ => connection.Lose(problem), null);
    }
}
