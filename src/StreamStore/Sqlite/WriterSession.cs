namespace EventCluster.StreamStore.Sqlite;

/// <summary>The writer's connection, its prepared statements, and the streams it knows. Used by the writer's thread only.</summary>
internal sealed class WriterSession : IDisposable
{
    private const int KnownStreamsMax = 10_000;
    private const int RowsOfAppendMany = 16;

    private readonly Connection connection;
    private readonly Dictionary<string, StreamRow> known = new(StringComparer.Ordinal);
    private readonly List<StreamRow> moved = [];
    private readonly Statement begin, commit, rollback, dataVersion, beginBatch, endBatch, undoBatch;
    private readonly Statement findStream, createStream, moveHead, setRetention, append, appendMany, findVersion, readIds, readOldest, deleteThrough;
    private readonly TimeProvider time;
    private long seenDataVersion = -1;
    private long createdMs;

    public WriterSession(Connection connection, TimeProvider time)
    {
        this.connection = connection;
        this.time = time;
        begin = connection.Prepare("BEGIN IMMEDIATE");
        commit = connection.Prepare("COMMIT");
        rollback = connection.Prepare("ROLLBACK");
        dataVersion = connection.Prepare("PRAGMA data_version");
        beginBatch = connection.Prepare("SAVEPOINT Batch");
        endBatch = connection.Prepare("RELEASE Batch");
        undoBatch = connection.Prepare("ROLLBACK TO Batch");
        findStream = connection.Prepare(Sql.Text("FindStream"));
        createStream = connection.Prepare(Sql.Text("CreateStream"));
        moveHead = connection.Prepare(Sql.Text("MoveStreamHead"));
        setRetention = connection.Prepare(Sql.Text("SetStreamRetention"));
        append = connection.Prepare(Sql.Text("AppendMessage"));
        appendMany = connection.Prepare(Sql.Text("AppendMessages"));
        findVersion = connection.Prepare(Sql.Text("FindMessageVersion"));
        readIds = connection.Prepare(Sql.Text("ReadMessageIds"));
        readOldest = connection.Prepare(Sql.Text("ReadOldestMessages"));
        deleteThrough = connection.Prepare(Sql.Text("DeleteMessagesThrough"));
    }

    /// <summary>Position of the last inserted event.</summary>
    public long LastPosition => connection.LastInsertId;

    /// <summary>Takes the file's write lock; what other processes wrote meanwhile is forgotten, so that it is read anew.</summary>
    public void Begin()
    {
        begin.Run();
        createdMs = UnixTime.Milliseconds(time.GetUtcNow().UtcDateTime);
        dataVersion.Step();
        var version = dataVersion.Number(0);
        dataVersion.Reset();
        if (version != seenDataVersion || known.Count > KnownStreamsMax)
        {
            known.Clear();
            seenDataVersion = version;
        }
    }

    /// <summary>Writes the moved heads and makes everything durable.</summary>
    public void Commit()
    {
        foreach (var row in moved)
        {
            moveHead.Bind(1, row.IdInternal).Bind(2, row.Head.Version).Bind(3, row.Head.Position).Run();
            row.Moved = false;
        }

        moved.Clear();
        commit.Run();
    }

    /// <summary>Undoes the transaction after an error, and forgets what was known in it.</summary>
    public void Abandon()
    {
        known.Clear();
        moved.Clear();
        if (connection.InTransaction)
        {
            rollback.Run();
        }
    }

    public void BeginBatch() => beginBatch.Run();

    public void EndBatch() => endBatch.Run();

    public void UndoBatch()
    {
        undoBatch.Run();
        endBatch.Run();
    }

    public StreamRow? Find(string stream)
    {
        if (known.TryGetValue(stream, out var row))
        {
            return row;
        }

        if (!findStream.Bind(1, stream).Step())
        {
            return null;
        }

        row = new StreamRow(findStream.Number(0))
        {
            Head = new StreamHead((int)findStream.Number(1), findStream.Number(2)),
            Retention = new Retention(
                findStream.NumberOrNull(3) is { } age ? TimeSpan.FromMilliseconds(age) : null, (int?)findStream.NumberOrNull(4)),
        };
        findStream.Reset();
        return known[stream] = row;
    }

    public StreamRow Create(string stream)
    {
        createStream.Bind(1, stream).Run();
        return known[stream] = new StreamRow(connection.LastInsertId);
    }

    /// <summary>Inserts a batch from a version on; false when a unique index holds one of its ids, and then some of it may be written.</summary>
    public bool TryInsert(StreamRow row, int version, IReadOnlyList<NewEvent> events)
    {
        for (var i = 0; i < events.Count;)
        {
            var (statement, count) = events.Count - i >= RowsOfAppendMany ? (appendMany, RowsOfAppendMany) : (append, 1);
            statement.Bind(1, row.IdInternal).Bind(2, createdMs);
            for (var parameter = 3; count > 0; count--, i++, parameter += 5)
            {
                statement
                    .Bind(parameter, version + i)
                    .Bind(parameter + 1, events[i].Id)
                    .Bind(parameter + 2, events[i].Type)
                    .BindText(parameter + 3, events[i].Data.Span)
                    .BindText(parameter + 4, events[i].Metadata.Span);
            }

            if (!statement.TryInsert())
            {
                return false;
            }
        }

        return true;
    }

    public void MoveHead(StreamRow row, StreamHead head)
    {
        row.Head = head;
        if (!row.Moved)
        {
            row.Moved = true;
            moved.Add(row);
        }
    }

    public void SetRetention(StreamRow row, Retention retention)
    {
        setRetention.Bind(1, row.IdInternal).Bind(2, (long?)retention.MaxAge?.TotalMilliseconds).Bind(3, retention.MaxCount).Run();
        row.Retention = retention;
    }

    /// <summary>The version under which an id stands; null when it does not, or no longer.</summary>
    public int? FindVersion(StreamRow row, Guid id)
    {
        int? version = findVersion.Bind(1, row.IdInternal).Bind(2, id).Step() ? (int)findVersion.Number(0) : null;
        findVersion.Reset();
        return version;
    }

    /// <summary>The batch as it was stored from a version on, if its last event stands there and no other id stands in its place.</summary>
    public AppendResult? FindBatch(StreamRow row, int first, IReadOnlyList<NewEvent> events)
    {
        var last = first + events.Count - 1;
        AppendResult? found = null;
        readIds.Bind(1, row.IdInternal).Bind(2, first).Bind(3, last);
        while (readIds.Step())
        {
            var version = (int)readIds.Number(0);
            if (readIds.Guid(1) != events[version - first].Id)
            {
                readIds.Reset();
                return null;
            }

            // Rows that are missing went by retention, oldest first: the last event of a batch vouches for those.
            found = version == last ? new AppendResult(last, readIds.Number(2), AlreadyThere: true) : null;
        }

        return found;
    }

    public List<(int Version, DateTime Created)> Oldest(StreamRow row, int count)
    {
        List<(int, DateTime)> oldest = [];
        readOldest.Bind(1, row.IdInternal).Bind(2, count);
        while (readOldest.Step())
        {
            oldest.Add(((int)readOldest.Number(0), UnixTime.Time(readOldest.Number(1))));
        }

        return oldest;
    }

    public int DeleteThrough(StreamRow row, int version)
    {
        deleteThrough.Bind(1, row.IdInternal).Bind(2, version).Run();
        return connection.Changes;
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();
}
