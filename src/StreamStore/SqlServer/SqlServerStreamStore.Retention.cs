using System.Text.Json;

namespace EventCluster.StreamStore.SqlServer;

public sealed partial class SqlServerStreamStore
{
    /// <summary>Most notes of deleted events that are kept.</summary>
    private const int NotesMax = 10_000;

    /// <inheritdoc/>
    /// <remarks>The tables hold ages in whole seconds: a fraction counts as a second.</remarks>
    public Task SetRetentionAsync(string stream, Retention retention, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        RetentionRules.Check(retention);
        var id = StreamId.Of(stream);
        int? maxAgeS = retention.MaxAge is { } age ? (int)Math.Min(Math.Ceiling(age.TotalSeconds), int.MaxValue) : null;
        var (messageId, created) = (options.NewId(), UtcNow);
        return readers.AskAsync(
            "SetRetention",
            with => with.Int("@lockTimeoutMs", LockTimeoutMs).Key("@streamId", id.Key).Name("@streamName", id.Name).Key("@metadataId", id.Metadata.Key)
                .Name("@metadataName", id.Metadata.Name).Int("@maxAge", maxAgeS).Int("@maxCount", retention.MaxCount).Id("@id", messageId)
                .Time("@created", created).Text("@json", StreamMetadata.Json(stream, maxAgeS, retention.MaxCount)),
            static (rows, _, token) => Readers.ToEndAsync(rows, token), cancellation);
    }

    /// <inheritdoc/>
    public async Task<int> TrimAsync(string stream, DateTime now, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        RetentionRules.CheckNow(now);
        var id = StreamId.Of(stream);
        for (var deleted = 0; ;)
        {
            var last = await LastToGoAsync(id, now, cancellation).ConfigureAwait(false);
            if (last < 0)
            {
                return deleted;
            }

            deleted += await DeleteThroughAsync(id, last, cancellation).ConfigureAwait(false);
        }
    }

    private int LockTimeoutMs => (int)options.LockTimeout.TotalMilliseconds;

    private Task<int> LastToGoAsync(StreamId stream, DateTime now, CancellationToken cancellation) => readers.AskAsync(
        "ReadOldest",
        with => with.Key("@streamId", stream.Key).Int("@limit", RetentionRules.StepEventsMax),
        async (rows, _, token) =>
        {
            Retention retention = new();
            var head = -1;
            List<(int, DateTime)> oldest = [];
            while (await rows.ReadAsync(token).ConfigureAwait(false))
            {
                head = rows.GetInt32(0);
                retention = new Retention(rows.IsDBNull(1) ? null : TimeSpan.FromSeconds(rows.GetInt32(1)), rows.IsDBNull(2) ? null : rows.GetInt32(2));
                oldest.Add((rows.GetInt32(3), DateTime.SpecifyKind(rows.GetDateTime(4), DateTimeKind.Utc)));
            }

            return RetentionRules.LastToGo(retention, head, oldest, now);
        },
        cancellation);

    private Task<int> DeleteThroughAsync(StreamId stream, int version, CancellationToken cancellation)
    {
        var created = UtcNow;
        var note = $$"""{"StreamId":{{JsonSerializer.Serialize(stream.Name, StreamMetadataJson.Default.String)}},"MessageId":" """.TrimEnd();
        return readers.OneAsync(
            "DeleteThrough",
            with => with.Int("@lockTimeoutMs", LockTimeoutMs).Key("@streamId", stream.Key).Int("@through", version).Key("@notesId", StreamId.Deleted.Key)
                .Name("@notesName", StreamId.Deleted.Name).Text("@note", note).Time("@created", created).Int("@notesMax", NotesMax),
            0, cancellation);
    }
}
