namespace EventCluster.StreamStore.Sqlite;

public sealed partial class SqliteStreamStore
{
    /// <inheritdoc/>
    public Task<AppendResult> AppendAsync(
        string stream, ExpectedVersion expected, IReadOnlyList<NewEvent> events, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        AppendRules.CheckBatch(events);
        return writer.WriteAsync(new AppendRequest(stream, expected, events), cancellation);
    }
}
