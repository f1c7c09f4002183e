namespace EventCluster.StreamStore.Sqlite;

/// <summary>One bounded step of a trim; answers how many events it deleted.</summary>
internal sealed class TrimRequest(string stream, DateTime now) : WriteRequest<int>
{
    /// <inheritdoc/>
    public override int Rows => RetentionRules.StepEventsMax;

    /// <inheritdoc/>
    public override void Write(WriterSession session)
    {
        var row = session.Find(stream);
        if (row is null || row.Retention is { MaxAge: null, MaxCount: null })
        {
            Grant(0);
            return;
        }

        var oldest = session.Oldest(row, RetentionRules.StepEventsMax);
        var last = RetentionRules.LastToGo(row.Retention, row.Head.Version, oldest, now);
        Grant(last < 0 ? 0 : session.DeleteThrough(row, last));
    }
}
