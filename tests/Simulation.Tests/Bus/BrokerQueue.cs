using EventCluster.Bus;

namespace EventCluster.Simulation.Tests.Bus;

/// <summary>A queue on the broker: bounded, the oldest are dropped; what nobody has taken in time is dropped too. Several who consume it take turns.</summary>
internal sealed class BrokerQueue(string name, int bound)
{
    private readonly LinkedList<Delivery> _waiting = new();
    private readonly List<Consumer> _consumers = [];
    private int _turn;

    /// <summary>Its name.</summary>
    internal string Name { get; } = name;

    /// <summary>Most messages that may wait.</summary>
    internal int Bound { get; } = bound;

    /// <summary>How many wait.</summary>
    internal int Waiting => _waiting.Count;

    /// <summary>Who consumes it.</summary>
    internal IReadOnlyList<Consumer> Consumers => _consumers;

    /// <summary>Adds one who consumes it.</summary>
    internal void Add(Consumer consumer, TimeSpan now)
    {
        _consumers.Add(consumer);
        Pump(now);
    }

    /// <summary>Somebody consumes it no more: what was given to it and is not done comes again.</summary>
    internal void Remove(Consumer consumer, TimeSpan now)
    {
        if (_consumers.Remove(consumer))
        {
            for (var i = consumer.InHand.Count - 1; i >= 0; i--)
            {
                _waiting.AddFirst(consumer.InHand[i]);
            }

            Shorten();
            Pump(now);
        }
    }

    /// <summary>A message arrives.</summary>
    internal void Put(Delivery delivery, TimeSpan now)
    {
        _waiting.AddLast(delivery);
        Shorten();
        Pump(now);
    }

    /// <summary>Everything in it is lost.</summary>
    internal void Clear() => _waiting.Clear();

    /// <summary>Gives what waits to those who can take it.</summary>
    internal void Pump(TimeSpan now)
    {
        while (_waiting.First is { } first && Free() is { } consumer)
        {
            _waiting.RemoveFirst();
            if (first.Value.Expires > now)
            {
                consumer.Give(first.Value);
            }
        }
    }

    private Consumer? Free()
    {
        for (var i = 0; i < _consumers.Count; i++)
        {
            var consumer = _consumers[_turn++ % _consumers.Count];
            if (consumer.HasRoom)
            {
                return consumer;
            }
        }

        return null;
    }

    private void Shorten()
    {
        while (_waiting.Count > Bound)
        {
            _waiting.RemoveFirst();
        }
    }
}

/// <summary>A message on its way to one queue's consumers.</summary>
/// <param name="Message">The message.</param>
/// <param name="Expires">When it is dropped, in true time.</param>
internal sealed record Delivery(ReceivedMessage Message, TimeSpan Expires);
