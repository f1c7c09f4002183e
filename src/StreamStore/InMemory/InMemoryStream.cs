namespace EventCluster.StreamStore.InMemory;

/// <summary>One stream: the events still kept, and where it stands whether or not they are.</summary>
internal sealed class InMemoryStream(string name)
{
    private readonly Dictionary<Guid, int> versions = [];
    private readonly List<StoredEvent> kept = [];

    public string Name { get; } = name;

    public StreamHead Head { get; private set; } = StreamHead.None;

    public Retention Retention { get; set; } = new();

    public IReadOnlyList<StoredEvent> Kept => kept;

    public bool Holds(Guid id) => versions.ContainsKey(id);

    public void Add(StoredEvent item)
    {
        kept.Add(item);
        versions.Add(item.Id, item.Version);
        Head = new StreamHead(item.Version, item.Position);
    }

    /// <summary>Removes the events up to a version and says how many those were.</summary>
    public int RemoveThrough(int last)
    {
        var count = kept.TakeWhile(item => item.Version <= last).Count();
        foreach (var item in kept.Take(count))
        {
            versions.Remove(item.Id);
        }

        kept.RemoveRange(0, count);
        return count;
    }

    /// <summary>What an append that was accepted before gave then; null when these ids do not stand there.</summary>
    public AppendResult? Repeated(IReadOnlyList<NewEvent> events, int? firstVersion)
    {
        var first = firstVersion ?? (versions.TryGetValue(events[^1].Id, out var found) ? found - events.Count + 1 : -1);
        if (first < 0 || At(first + events.Count - 1) is not { } last)
        {
            return null;
        }

        for (var i = 0; i < events.Count; i++)
        {
            // What retention took is always the oldest, so the last event of a batch vouches for those.
            if (At(first + i) is { } item && item.Id != events[i].Id)
            {
                return null;
            }
        }

        return new AppendResult(last.Version, last.Position, AlreadyThere: true);
    }

    private StoredEvent? At(int version)
    {
        // Kept versions have no hole, so the oldest one gives the place of all.
        var index = kept.Count == 0 ? -1 : version - kept[0].Version;
        return index >= 0 && index < kept.Count ? kept[index] : null;
    }
}
