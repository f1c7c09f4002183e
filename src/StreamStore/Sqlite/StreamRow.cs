namespace EventCluster.StreamStore.Sqlite;

/// <summary>A row of <c>Streams</c> as the writer knows it.</summary>
/// <param name="IdInternal">Its number in this file.</param>
internal sealed class StreamRow(long IdInternal)
{
    public long IdInternal { get; } = IdInternal;

    public StreamHead Head { get; set; } = StreamHead.None;

    public Retention Retention { get; set; } = new();

    /// <summary>Whether the head moved since it was last written.</summary>
    public bool Moved { get; set; }
}
