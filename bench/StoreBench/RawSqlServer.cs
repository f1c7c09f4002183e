using System.Data;
using System.Diagnostics;
using System.Text;
using EventCluster.StreamStore;
using EventCluster.StreamStore.SqlServer;
using Microsoft.Data.SqlClient;

namespace EventCluster.StoreBench;

/// <summary>
/// What the driver and the server do when nothing stands between them and their caller: the same tables, one open connection, one prepared batch for each event
/// in a loop: an insert, an update of the stream's head, a commit. No lock, no check of versions or ids.
/// </summary>
internal sealed class RawSqlServer : IDisposable
{
    private const string FindStream = """
        IF NOT EXISTS (SELECT 1 FROM dbo.Streams WHERE Id = @id) INSERT INTO dbo.Streams (Id, IdOriginal) VALUES (@id, @id);
        SELECT IdInternal FROM dbo.Streams WHERE Id = @id;
        """;

    private const string Insert = """
        SET NOCOUNT ON;
        BEGIN TRANSACTION;
        INSERT INTO dbo.Messages (StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata)
        VALUES (@stream, @version, @id, @created, @type, @data, @metadata);
        UPDATE dbo.Streams SET Version = @version, Position = SCOPE_IDENTITY() WHERE IdInternal = @stream;
        COMMIT TRANSACTION;
        """;

    private const string InsertTable = """
        SET NOCOUNT ON;
        BEGIN TRANSACTION;
        INSERT INTO dbo.Messages (StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata)
        SELECT @stream, @version + n.Request, n.Id, @created, n.Type, n.JsonData, n.JsonMetadata FROM @messages AS n;
        COMMIT TRANSACTION;
        """;

    private readonly SqlConnection connection;
    private readonly SqlCommand insert, insertTable;
    private readonly string stream;
    private int version = -1;

    /// <param name="connectionString">Where the tables are.</param>
    /// <param name="stream">A stream of its own.</param>
    public RawSqlServer(string connectionString, string stream)
    {
        this.stream = stream;
        connection = new SqlConnection(connectionString);
        connection.Open();
        using SqlCommand find = new(FindStream, connection);
        find.Parameters.Add("@id", SqlDbType.Char, 42).Value = stream;
        insert = new SqlCommand(Insert, connection);
        insert.Parameters.Add("@stream", SqlDbType.Int).Value = (int)find.ExecuteScalar();
        insert.Parameters.Add("@version", SqlDbType.Int);
        insert.Parameters.Add("@id", SqlDbType.UniqueIdentifier);
        insert.Parameters.Add("@created", SqlDbType.DateTime);
        insert.Parameters.Add("@type", SqlDbType.NVarChar, 128).Value = SampleEvents.Type;
        insert.Parameters.Add("@data", SqlDbType.NVarChar, -1);
        insert.Parameters.Add("@metadata", SqlDbType.NVarChar, -1);
        insert.Prepare();
        insertTable = new SqlCommand(InsertTable, connection);
        insertTable.Parameters.Add("@stream", SqlDbType.Int).Value = insert.Parameters["@stream"].Value;
        insertTable.Parameters.Add("@version", SqlDbType.Int);
        insertTable.Parameters.Add("@created", SqlDbType.DateTime);
        var messages = insertTable.Parameters.Add("@messages", SqlDbType.Structured);
        messages.TypeName = AppendTables.MessagesType;
    }

    /// <summary>Appends many events at a time as a table-valued parameter for a while, and nothing else; gives events each second.</summary>
    public async Task<double> AppendTablesAsync(int rows, TimeSpan span)
    {
        var events = 0L;
        var start = Stopwatch.GetTimestamp();
        do
        {
            insertTable.Parameters["@version"].Value = version + 1;
            insertTable.Parameters["@created"].Value = DateTime.UtcNow;
            insertTable.Parameters["@messages"].Value = AppendTables.Messages(
                [.. Enumerable.Range(0, rows).Select(_ => new AppendRequest(StreamId.Of(stream), ExpectedVersion.Any, SampleEvents.Batch(1)))]);
            await insertTable.ExecuteNonQueryAsync();
            version += rows;
            events += rows;
        }
        while (Stopwatch.GetElapsedTime(start) < span);
        return events / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Appends one event after the other for a while; gives events each second.</summary>
    public async Task<double> AppendAsync(TimeSpan span)
    {
        var events = 0L;
        var start = Stopwatch.GetTimestamp();
        do
        {
            insert.Parameters["@version"].Value = ++version;
            insert.Parameters["@id"].Value = Guid.CreateVersion7();
            insert.Parameters["@created"].Value = DateTime.UtcNow;
            insert.Parameters["@data"].Value = Encoding.UTF8.GetString(SampleEvents.Data);
            insert.Parameters["@metadata"].Value = Encoding.UTF8.GetString(SampleEvents.Metadata);
            await insert.ExecuteNonQueryAsync();
            events++;
        }
        while (Stopwatch.GetElapsedTime(start) < span);
        return events / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        insert.Dispose();
        insertTable.Dispose();
        connection.Dispose();
    }
}
