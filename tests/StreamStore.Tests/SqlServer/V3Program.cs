using System.Data;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.SqlClient;
using Microsoft.Data.SqlClient.Server;

namespace EventCluster.StreamStore.Tests.SqlServer;

/// <summary>Another program, which knows SqlStreamStore's version 3 tables and nothing of us: it takes no lock of ours and uses no type of ours.</summary>
internal sealed class V3Program(string connectionString)
{
    private const string AppendAnywhere = """
        DECLARE @stream int, @head int = -1, @position bigint;
        SELECT @stream = IdInternal, @head = Version FROM dbo.Streams WHERE Id = @streamId;
        IF @stream IS NULL
        BEGIN
            INSERT INTO dbo.Streams (Id, IdOriginal) VALUES (@streamId, @streamName);
            SET @stream = CAST(SCOPE_IDENTITY() AS int);
        END;
        INSERT INTO dbo.Messages (StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata)
        SELECT @stream, n.StreamVersion + @head + 1, n.Id, n.Created, n.Type, n.JsonData, n.JsonMetadata
        FROM @newMessages AS n ORDER BY n.StreamVersion;
        SELECT @head = MAX(StreamVersion), @position = MAX(Position) FROM dbo.Messages WHERE StreamIdInternal = @stream;
        UPDATE dbo.Streams SET Version = @head, Position = @position WHERE IdInternal = @stream;
        """;

    private const string ReadStream = """
        SELECT m.StreamVersion, m.Id, m.Type, m.JsonData, m.JsonMetadata
        FROM dbo.Messages AS m WHERE m.StreamIdInternal = (SELECT s.IdInternal FROM dbo.Streams AS s WHERE s.Id = @streamId) AND m.StreamVersion >= 0
        ORDER BY m.StreamVersion;
        """;

    private static readonly SqlMetaData[] Columns =
    [
        new("StreamVersion", SqlDbType.Int, useServerDefault: true, isUniqueKey: false, SortOrder.Unspecified, -1), new("Id", SqlDbType.UniqueIdentifier),
        new("Created", SqlDbType.DateTime), new("Type", SqlDbType.NVarChar, 128), new("JsonData", SqlDbType.NVarChar, SqlMetaData.Max), new("JsonMetadata", SqlDbType.NVarChar, SqlMetaData.Max),
    ];

    /// <summary>Appends to a stream wherever it stands; before the commit it does something else.</summary>
    public async Task AppendAsync(string stream, IReadOnlyList<NewEvent> events, Func<Task>? beforeCommit = null)
    {
        await using SqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync();
        await using SqlCommand command = new(AppendAnywhere, connection, transaction);
        command.Parameters.Add("@streamId", SqlDbType.Char, 42).Value = Key(stream);
        command.Parameters.Add("@streamName", SqlDbType.NVarChar, 1000).Value = stream;
        command.Parameters.Add(new SqlParameter("@newMessages", SqlDbType.Structured) { TypeName = "dbo.NewStreamMessages", Value = Rows(events) });
        await command.ExecuteNonQueryAsync();
        await (beforeCommit?.Invoke() ?? Task.CompletedTask);
        await transaction.CommitAsync();
    }

    /// <summary>Reads a stream from its beginning.</summary>
    public async Task<List<(int Version, Guid Id, string Type, string Data, string? Metadata)>> ReadAsync(string stream)
    {
        await using SqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(ReadStream, connection);
        command.Parameters.Add("@streamId", SqlDbType.Char, 42).Value = stream.StartsWith("$$", StringComparison.Ordinal) ? "$$" + Key(stream[2..]) : Key(stream);
        await using var rows = await command.ExecuteReaderAsync();
        List<(int, Guid, string, string, string?)> read = [];
        while (await rows.ReadAsync())
        {
            read.Add((rows.GetInt32(0), rows.GetGuid(1), rows.GetString(2), rows.GetString(3), rows.IsDBNull(4) ? null : rows.GetString(4)));
        }

        return read;
    }

#pragma warning disable CA5350 // The tables' rule for a short name.
    private static string Key(string stream) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(stream)));
#pragma warning restore CA5350

    private static IEnumerable<SqlDataRecord> Rows(IReadOnlyList<NewEvent> events)
    {
        foreach (var item in events)
        {
            SqlDataRecord row = new(Columns);
            row.SetGuid(1, item.Id);
            row.SetDateTime(2, DateTime.UtcNow);
            row.SetString(3, item.Type);
            row.SetString(4, item.Data.Text());
            row.SetString(5, item.Metadata.Text());
            yield return row;
        }
    }
}
