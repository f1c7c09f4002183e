using EventCluster.Bus;
using EventCluster.Simulation.Tests.Kernel;

namespace EventCluster.Simulation.Tests.Bus;

/// <summary>A connection between a party and the broker. Each side may take it for alive long after the other is gone.</summary>
internal sealed class Connection
{
    private const int MostMissing = 3;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);
    private readonly List<Publish> _publishes = [];
    private readonly List<Consumer> _consumers = [];
    private readonly Scheduler _scheduler;
    private readonly Action<string> _lost;
    private readonly Action _delivered;
    private TimeSpan _confirmedAt;
    private int _missing;

    /// <summary>A connection that has just been made.</summary>
    /// <param name="scheduler">The world's time.</param>
    /// <param name="process">The party's process.</param>
    /// <param name="up">To the broker.</param>
    /// <param name="down">From the broker.</param>
    /// <param name="delivered">Called after a message was handled.</param>
    /// <param name="lost">Told, in the process, when the party finds that it is over.</param>
    internal Connection(Scheduler scheduler, SimulatedProcess process, Wire up, Wire down, Action delivered, Action<string> lost)
    {
        (_scheduler, Process, Up, Down, _delivered, _lost, _confirmedAt) = (scheduler, process, up, down, delivered, lost, scheduler.Now);
    }

    /// <summary>The party's process.</summary>
    internal SimulatedProcess Process { get; }

    /// <summary>To the broker.</summary>
    internal Wire Up { get; }

    /// <summary>From the broker.</summary>
    internal Wire Down { get; }

    /// <summary>False once the party knows that it is over.</summary>
    internal bool IsHeld { get; private set; } = true;

    /// <summary>False once the broker knows that it is over.</summary>
    internal bool IsServed { get; private set; } = true;

    /// <summary>Since when one side hears nothing of the other; null while both do.</summary>
    internal TimeSpan? SilentSince { get; set; }

    /// <summary>Publishes that wait for their confirmation.</summary>
    internal IReadOnlyList<Publish> Publishes => _publishes;

    /// <summary>It consumes a queue.</summary>
    internal void Consume(BrokerQueue queue, BusQueue declared)
    {
        Consumer consumer = new(_scheduler, this, queue, declared);
        _consumers.Add(consumer);
        queue.Add(consumer, _scheduler.Now);
    }

    /// <summary>Whether it consumes a queue.</summary>
    internal bool Consumes(BrokerQueue queue) => _consumers.Any(queue.Consumers.Contains);

    /// <summary>A message was handled.</summary>
    internal void Delivered() => _delivered();

    /// <summary>A publish waits.</summary>
    internal void Add(Publish publish) => _publishes.Add(publish);

    /// <summary>A publish has ended: the same rule as the product's.</summary>
    internal void Remove(Publish publish, bool isConfirmed)
    {
        _publishes.Remove(publish);
        if (isConfirmed)
        {
            (_missing, _confirmedAt) = (0, _scheduler.Now);
        }
        else if (IsHeld && ++_missing >= MostMissing && _scheduler.Now - _confirmedAt > LongestSilence)
        {
            Lose("has confirmed no message although the connection is open.");
        }
    }

    /// <summary>The broker knows that it is over.</summary>
    internal void Drop()
    {
        IsServed = false;
        foreach (var consumer in _consumers)
        {
            consumer.End();
        }
    }

    /// <summary>The party finds that it is over; in its process.</summary>
    internal void Lose(string problem)
    {
        if (!IsHeld)
        {
            return;
        }

        IsHeld = false;
        foreach (var publish in _publishes.ToArray())
        {
            publish.End(false);
        }

        _lost(problem);
    }
}
