namespace EventCluster.StreamStore.Sqlite;

public sealed partial class SqliteStreamStore
{
    /// <inheritdoc/>
    public Task SetRetentionAsync(string stream, Retention retention, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        RetentionRules.Check(retention);
        return writer.WriteAsync(new RetentionRequest(stream, retention), cancellation);
    }

    /// <inheritdoc/>
    public async Task<int> TrimAsync(string stream, DateTime now, CancellationToken cancellation = default)
    {
        AppendRules.CheckStream(stream);
        RetentionRules.CheckNow(now);
        var deleted = 0;
        while (true)
        {
            var step = await writer.WriteAsync(new TrimRequest(stream, now), cancellation).ConfigureAwait(false);
            deleted += step;
            if (step < RetentionRules.StepEventsMax)
            {
                return deleted;
            }
        }
    }
}
