namespace EventCluster.StreamStore;

/// <summary>What every engine demands of an append before it looks at the stream, and where it then looks.</summary>
internal static class AppendRules
{
    /// <summary>Most events of one batch.</summary>
    public const int EventsMax = 10_000;

    /// <summary>Most bytes of data and metadata of one batch.</summary>
    public const int BytesMax = 64 * 1024 * 1024;

    /// <summary>Most characters of a stream's name: what an index key of every engine holds.</summary>
    public const int StreamNameCharsMax = 200;

    /// <summary>Most characters of an event's type.</summary>
    public const int TypeCharsMax = 128;

    /// <summary>Names starting so belong to the engines.</summary>
    public const char ReservedPrefix = '$';

    /// <summary>Throws when a name cannot be that of a stream.</summary>
    public static void CheckStream(string stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.Length is 0 or > StreamNameCharsMax)
        {
            throw new ArgumentException($"A stream's name has 1 to {StreamNameCharsMax} characters, this one has {stream.Length}.", nameof(stream));
        }

        if (stream[0] == ReservedPrefix || stream.Any(char.IsControl))
        {
            throw new ArgumentException($"A stream's name neither starts with '{ReservedPrefix}' nor holds control characters; '{stream}' does.", nameof(stream));
        }
    }

    /// <summary>Throws when a batch can be stored nowhere.</summary>
    public static void CheckBatch(IReadOnlyList<NewEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count is 0 or > EventsMax)
        {
            throw new ArgumentException($"A batch has 1 to {EventsMax} events, this one has {events.Count}. Split it.", nameof(events));
        }

        long bytes = 0;
        HashSet<Guid>? ids = events.Count > 1 ? new(events.Count) : null;
        foreach (var item in events)
        {
            CheckEvent(item, nameof(events));
            bytes += item.Data.Length + item.Metadata.Length;
            if (ids?.Add(item.Id) == false)
            {
                throw new ArgumentException($"The id {item.Id} stands twice in the batch. Give each event its own.", nameof(events));
            }
        }

        if (bytes > BytesMax)
        {
            throw new ArgumentException($"A batch has at most {BytesMax} bytes of data and metadata, this one has {bytes}. Split it.", nameof(events));
        }
    }

    /// <summary>Whether a stream stands where the caller expects it.</summary>
    /// <param name="expected">The caller's expectation.</param>
    /// <param name="known">Whether the stream was ever written, be it only its retention.</param>
    /// <param name="version">Its newest version, -1 when empty.</param>
    public static bool Fits(ExpectedVersion expected, bool known, int version) =>
        expected == ExpectedVersion.Any
        || (expected == ExpectedVersion.NoStream ? !known : expected.Value == version);

    /// <summary>The version that the first event of a batch got, had the same append been accepted before; null when any would do.</summary>
    public static int? FirstVersionIfRepeated(ExpectedVersion expected) =>
        expected == ExpectedVersion.Any ? null : Math.Max(expected.Value, -1) + 1;

    private static void CheckEvent(NewEvent item, string name)
    {
        ArgumentNullException.ThrowIfNull(item, name);
        if (string.IsNullOrEmpty(item.Type) || item.Type.Length > TypeCharsMax)
        {
            throw new ArgumentException($"An event's type has 1 to {TypeCharsMax} characters, '{item.Type}' of event {item.Id} does not.", name);
        }

        if (item.Data.IsEmpty)
        {
            throw new ArgumentException($"Event {item.Id} has no data. Give it JSON, at least {{}}.", name);
        }
    }
}
