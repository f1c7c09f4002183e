using System.Text;

namespace EventCluster.StreamStore.Sqlite;

/// <summary>A connection that reads, with its prepared statements. Used by one caller at a time.</summary>
internal sealed class Reader : IDisposable
{
    /// <summary>Most events of a page.</summary>
    public const int PageEventsMax = 512;

    /// <summary>A page ends after so many bytes, so that large events do not fill the memory.</summary>
    private const int PageBytesMax = 4 * 1024 * 1024;

    private const int NamesMax = 10_000;

    private readonly Connection connection;
    private readonly Dictionary<long, string> streamNames = [];
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> types =
        new Dictionary<string, string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Statement findStream, findStreamName, streamForwards, streamBackwards, allForwards, allBackwards, headPosition, newestPosition;

    public Reader(Connection connection)
    {
        this.connection = connection;
        findStream = connection.Prepare(Sql.Text("FindStream"));
        findStreamName = connection.Prepare(Sql.Text("FindStreamName"));
        streamForwards = connection.Prepare(Sql.Text("ReadStreamForwards"));
        streamBackwards = connection.Prepare(Sql.Text("ReadStreamBackwards"));
        allForwards = connection.Prepare(Sql.Text("ReadAllForwards"));
        allBackwards = connection.Prepare(Sql.Text("ReadAllBackwards"));
        headPosition = connection.Prepare(Sql.Text("ReadHeadPosition"));
        newestPosition = connection.Prepare(Sql.Text("ReadNewestPosition"));
    }

    public StreamHead Head(string stream)
    {
        var head = findStream.Bind(1, stream).Step() ? new StreamHead((int)findStream.Number(1), findStream.Number(2)) : StreamHead.None;
        findStream.Reset();
        return head;
    }

    /// <summary>The newest position ever given out.</summary>
    public long HeadPosition() => One(headPosition);

    /// <summary>The newest position that still has its event.</summary>
    public long NewestPosition() => One(newestPosition);

    /// <summary>Reads a page of a stream; false when the stream ends with it.</summary>
    public bool ReadStream(string stream, int from, ReadDirection direction, int limit, List<StoredEvent> page)
    {
        if (!findStream.Bind(1, stream).Step())
        {
            findStream.Reset();
            return false;
        }

        var idInternal = findStream.Number(0);
        findStream.Reset();
        var statement = direction == ReadDirection.Forwards ? streamForwards : streamBackwards;
        return Fill(statement.Bind(1, idInternal).Bind(2, from).Bind(3, Math.Min(limit, PageEventsMax)), limit, page);
    }

    /// <summary>Reads a page of all streams; false when they end with it.</summary>
    public bool ReadAll(long from, ReadDirection direction, int limit, List<StoredEvent> page)
    {
        var statement = direction == ReadDirection.Forwards ? allForwards : allBackwards;
        return Fill(statement.Bind(1, from).Bind(2, Math.Min(limit, PageEventsMax)), limit, page);
    }

    /// <summary>Forgets cached pages: what is read next is what the file holds, even where it was changed behind SQLite's back.</summary>
    public void DropCache() => connection.DropCache();

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private static long One(Statement statement)
    {
        var value = statement.Step() ? statement.NumberOrNull(0) : null;
        statement.Reset();
        return value ?? -1;
    }

    private bool Fill(Statement statement, int limit, List<StoredEvent> page)
    {
        try
        {
            for (var bytes = 0; bytes < PageBytesMax; bytes += page[^1].Data.Length + page[^1].Metadata.Length)
            {
                if (!statement.Step())
                {
                    return page.Count == PageEventsMax && limit > PageEventsMax;
                }

                page.Add(Event(statement));
            }

            return page.Count < limit;
        }
        finally
        {
            statement.Reset();
        }
    }

    private StoredEvent Event(Statement row)
    {
        var data = row.Bytes(6);
        var bytes = new byte[data.Length + row.Length(7)];
        data.CopyTo(bytes);
        row.Bytes(7).CopyTo(bytes.AsSpan(data.Length));
        var split = data.Length;
        return new StoredEvent(
            StreamName(row.Number(1)), (int)row.Number(2), row.Number(0), row.Guid(3), UnixTime.Time(row.Number(4)), Type(row.Bytes(5)),
            bytes.AsMemory(0, split), bytes.AsMemory(split));
    }

    private string StreamName(long idInternal)
    {
        if (streamNames.TryGetValue(idInternal, out var name))
        {
            return name;
        }

        name = findStreamName.Bind(1, idInternal).Step()
            ? findStreamName.Text(0)
            : throw new SqliteFault(SQLitePCL.raw.SQLITE_CORRUPT, $"an event belongs to stream number {idInternal}, which is not there");
        findStreamName.Reset();
        if (streamNames.Count >= NamesMax)
        {
            streamNames.Clear();
        }

        return streamNames[idInternal] = name;
    }

    /// <summary>One string for each type, however many events have it.</summary>
    private string Type(ReadOnlySpan<byte> utf8)
    {
        Span<char> chars = stackalloc char[utf8.Length <= 512 ? utf8.Length : 0];
        if (chars.Length < utf8.Length)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        chars = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        if (types.TryGetValue(chars, out var known))
        {
            return known;
        }

        if (types.Dictionary.Count >= NamesMax)
        {
            types.Dictionary.Clear();
        }

        var type = chars.ToString();
        types.Dictionary[type] = type;
        return type;
    }
}
