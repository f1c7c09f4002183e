namespace EventCluster.StreamStore.Sqlite;

/// <summary>Sets what a stream keeps.</summary>
internal sealed class RetentionRequest(string stream, Retention retention) : WriteRequest<bool>
{
    /// <inheritdoc/>
    public override void Write(WriterSession session)
    {
        session.SetRetention(session.Find(stream) ?? session.Create(stream), retention);
        Grant(true);
    }
}
