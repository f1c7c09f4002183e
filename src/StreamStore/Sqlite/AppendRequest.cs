namespace EventCluster.StreamStore.Sqlite;

/// <summary>One caller's batch.</summary>
internal sealed class AppendRequest(string stream, ExpectedVersion expected, IReadOnlyList<NewEvent> events) : WriteRequest<AppendResult>
{
    /// <inheritdoc/>
    public override int Rows => events.Count;

    /// <inheritdoc/>
    public override void Write(WriterSession session)
    {
        var row = session.Find(stream);
        var version = row?.Head.Version ?? -1;
        if (AppendRules.Fits(expected, row is not null, version) && TryStore(session, row ?? session.Create(stream)) is { } stored)
        {
            Grant(stored);
        }
        else if (row is not null && Repeated(session, row) is { } repeated)
        {
            Grant(repeated);
        }
        else
        {
            Refuse(new WrongExpectedVersionException(stream, expected, version));
        }
    }

    /// <summary>Inserts all, or none when an id stands in the stream already.</summary>
    private AppendResult? TryStore(WriterSession session, StreamRow row)
    {
        var several = events.Count > 1;
        if (several)
        {
            session.BeginBatch();
        }

        if (!session.TryInsert(row, row.Head.Version + 1, events))
        {
            if (several)
            {
                session.UndoBatch();
            }

            return null;
        }

        if (several)
        {
            session.EndBatch();
        }

        session.MoveHead(row, new StreamHead(row.Head.Version + events.Count, session.LastPosition));
        return new AppendResult(row.Head.Version, row.Head.Position, AlreadyThere: false);
    }

    /// <summary>What this append gave when it was accepted before; null when other ids stand there.</summary>
    private AppendResult? Repeated(WriterSession session, StreamRow row)
    {
        var first = AppendRules.FirstVersionIfRepeated(expected)
            ?? session.FindVersion(row, events[^1].Id) - events.Count + 1;
        return first >= 0 ? session.FindBatch(row, first.Value, events) : null;
    }
}
