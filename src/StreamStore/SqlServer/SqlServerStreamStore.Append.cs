using System.Text.Unicode;

namespace EventCluster.StreamStore.SqlServer;

public sealed partial class SqlServerStreamStore
{
    /// <inheritdoc/>
    public Task<AppendResult> AppendAsync(
        string stream, ExpectedVersion expected, IReadOnlyList<NewEvent> events, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        AppendRules.CheckBatch(events);
        CheckText(events);
        ObjectDisposedException.ThrowIf(closed, this);
        return writer.WriteAsync(new AppendRequest(StreamId.Of(stream), expected, events), cancellation);
    }

    /// <summary>The tables hold text: bytes that are none would come back as others.</summary>
    private static void CheckText(IReadOnlyList<NewEvent> events)
    {
        if (events.FirstOrDefault(item => !Utf8.IsValid(item.Data.Span) || !Utf8.IsValid(item.Metadata.Span)) is { } wrong)
        {
            throw new ArgumentException($"Event {wrong.Id} holds bytes that are not UTF-8. Give it JSON as UTF-8.", nameof(events));
        }
    }
}
