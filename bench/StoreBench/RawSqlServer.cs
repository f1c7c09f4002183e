using System.Data;
using System.Diagnostics;
using System.Text;
using Microsoft.Data.SqlClient;

namespace EventCluster.StoreBench;

/// <summary>
/// What the driver and the server do when nothing stands between them and their caller: the same tables, one open connection, one prepared batch for each event
/// in a loop: an insert, an update of the stream's head, a commit. No lock, no check of versions or ids.
/// </summary>
internal sealed class RawSqlServer : IDisposable
{
    private const string Stream = "raw";

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

    private readonly SqlConnection connection;
    private readonly SqlCommand insert;
    private int version = -1;

    public RawSqlServer(string connectionString)
    {
        connection = new SqlConnection(connectionString);
        connection.Open();
        using SqlCommand find = new(FindStream, connection);
        find.Parameters.Add("@id", SqlDbType.Char, 42).Value = Stream;
        insert = new SqlCommand(Insert, connection);
        insert.Parameters.Add("@stream", SqlDbType.Int).Value = (int)find.ExecuteScalar();
        insert.Parameters.Add("@version", SqlDbType.Int);
        insert.Parameters.Add("@id", SqlDbType.UniqueIdentifier);
        insert.Parameters.Add("@created", SqlDbType.DateTime);
        insert.Parameters.Add("@type", SqlDbType.NVarChar, 128).Value = SampleEvents.Type;
        insert.Parameters.Add("@data", SqlDbType.NVarChar, -1);
        insert.Parameters.Add("@metadata", SqlDbType.NVarChar, -1);
        insert.Prepare();
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
        connection.Dispose();
    }
}
