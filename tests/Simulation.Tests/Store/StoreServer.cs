using EventCluster.StreamStore;
using EventCluster.StreamStore.InMemory;

namespace EventCluster.Simulation.Tests.Store;

/// <summary>The one database: what it has stored stays, whatever happens to those who use it.</summary>
internal sealed class StoreServer
{
    /// <summary>Most events of one reading; the engine yields its thread between larger ones.</summary>
    internal const int PageEvents = 500;

    private readonly InMemoryStreamStore _store;
    private readonly List<Action> _waiting = [];

    /// <summary>An empty database.</summary>
    internal StoreServer(TimeProvider clock) => _store = new(clock);

    /// <summary>Raised after each append.</summary>
    internal event Action? Appended;

    /// <summary>Appends at once.</summary>
    internal AppendResult Append(string stream, ExpectedVersion expected, IReadOnlyList<NewEvent> events)
    {
        var result = Completed(_store.AppendAsync(stream, expected, events));
        Appended?.Invoke();
        List<Action> waiting = [.. _waiting];
        _waiting.Clear();
        waiting.ForEach(look => look());
        return result;
    }

    /// <summary>Has somebody look again after the next append.</summary>
    internal void OnNextAppend(Action look) => _waiting.Add(look);

    /// <summary>A page of a stream.</summary>
    internal List<StoredEvent> Read(string stream, int from, ReadDirection direction, int limit) =>
        Collect(_store.ReadStreamAsync(stream, from, direction, Math.Min(limit, PageEvents)));

    /// <summary>The newest version of a stream.</summary>
    internal StreamHead Head(string stream) => Completed(_store.HeadAsync(stream));

    /// <summary>The newest position.</summary>
    internal long HeadPosition() => Completed(_store.HeadPositionAsync());

    /// <summary>See <see cref="IStreamStore"/>.</summary>
    internal int Keep(string stream, Retention retention)
    {
        _store.SetRetentionAsync(stream, retention).IsCompleted.ShouldBeTrue();
        return 0;
    }

    /// <summary>See <see cref="IStreamStore"/>.</summary>
    internal int Trim(string stream, DateTime now) => Completed(_store.TrimAsync(stream, now));

    private static List<StoredEvent> Collect(IAsyncEnumerable<StoredEvent> events)
    {
        List<StoredEvent> page = [];
        var reader = events.GetAsyncEnumerator();
        while (Completed(reader.MoveNextAsync().AsTask()))
        {
            page.Add(reader.Current);
        }

        return page;
    }

    private static T Completed<T>(Task<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("The store in memory answers at once.");
}
