namespace EventCluster.Simulation.Tests.Kernel;

/// <summary>
/// The order of all that happens in a world. Everything runs on one thread, one thing after the other; time moves only when nothing is left to do at the
/// present instant, and among things of one instant the dice decide.
/// </summary>
internal sealed class Scheduler(Dice dice)
{
    private readonly PriorityQueue<int, Moment> _queue = new(1024);

    // The queue moves its elements often; numbers cost less than references.
    private readonly List<Entry> _entries = new(1024);
    private readonly Stack<int> _free = new(1024);
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private uint _count;

    /// <summary>True time since the world began. Nobody in the world can read it.</summary>
    internal TimeSpan Now { get; private set; }

    /// <summary>How many things have happened.</summary>
    internal long Steps { get; private set; }

    /// <summary>Has something happen at a time, to the world at large.</summary>
    internal void At(TimeSpan time, Action action) => Add(time, new(null, static action => ((Action)action!)(), action));

    /// <summary>Has something happen after a time, to the world at large.</summary>
    internal void After(TimeSpan time, Action action) => At(Now + time, action);

    /// <summary>Has something happen to a process.</summary>
    internal void At(TimeSpan time, SimulatedProcess process, SendOrPostCallback callback, object? state) => Add(time, new(process, callback, state));

    /// <summary>Lets things happen until a time, or until a check throws.</summary>
    internal void RunUntil(TimeSpan time, Action afterEach)
    {
        var before = SynchronizationContext.Current;
        try
        {
            Run(time, afterEach);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private void Run(TimeSpan time, Action afterEach)
    {
        while (_queue.TryPeek(out _, out var moment) && moment.Time <= time.Ticks)
        {
            var place = _queue.Dequeue();
            var entry = _entries[place];
            _entries[place] = default;
            _free.Push(place);
            Now = TimeSpan.FromTicks(moment.Time);
            Steps++;
            if (entry.Process is { } process)
            {
                process.Run(entry.Callback, entry.State);
            }
            else
            {
                SynchronizationContext.SetSynchronizationContext(null);
                entry.Callback(entry.State);
            }

            afterEach();
        }

        Now = time;
    }

    private void Add(TimeSpan time, Entry entry)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("Something in the world runs on a thread of its own, so the same seed would not give the same history.");
        }

        if (_free.TryPop(out var place))
        {
            _entries[place] = entry;
        }
        else
        {
            place = _entries.Count;
            _entries.Add(entry);
        }

        _queue.Enqueue(place, new(time > Now ? time.Ticks : Now.Ticks, (dice.Next() << 32) | _count++));
    }

    private readonly record struct Entry(SimulatedProcess? Process, SendOrPostCallback Callback, object? State);

    private readonly record struct Moment(long Time, ulong Order) : IComparable<Moment>
    {
        public int CompareTo(Moment other) => Time != other.Time ? Time.CompareTo(other.Time) : Order.CompareTo(other.Order);
    }
}
