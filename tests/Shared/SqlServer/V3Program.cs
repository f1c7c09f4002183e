using System.Data;
using System.Security.Cryptography;
using System.Text;
using EventCluster.StreamStore;
using Microsoft.Data.SqlClient;

namespace EventCluster.Shared.SqlServer;

/// <summary>Another program, which knows SqlStreamStore's version 3 tables and nothing of us: it takes no lock of ours and uses no type of ours.</summary>
public sealed class V3Program(string connectionString)
{
    private const string FindStream = """
        IF NOT EXISTS (SELECT 1 FROM dbo.Streams WHERE Id = @streamId)
            INSERT INTO dbo.Streams (Id, IdOriginal) VALUES (@streamId, @streamName);
        SELECT IdInternal, Version FROM dbo.Streams WHERE Id = @streamId;
        """;

    private const string Insert = """
        INSERT INTO dbo.Messages (StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata)
        VALUES (@stream, @version, @id, GETUTCDATE(), @type, @data, @metadata);
        UPDATE dbo.Streams SET Version = @version, Position = SCOPE_IDENTITY() WHERE IdInternal = @stream;
        """;

    private const string ReadStream = """
        SELECT m.StreamVersion, m.Id, m.Type, m.JsonData, m.JsonMetadata
        FROM dbo.Messages AS m WHERE m.StreamIdInternal = (SELECT s.IdInternal FROM dbo.Streams AS s WHERE s.Id = @streamId) AND m.StreamVersion >= 0
        ORDER BY m.StreamVersion;
        """;

    /// <summary>Appends to a stream wherever it stands; before the commit it does something else.</summary>
    public async Task AppendAsync(string stream, IReadOnlyList<NewEvent> events, Func<Task>? beforeCommit = null)
    {
        await using SqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync();
        var (id, head) = await FindAsync(connection, transaction, stream);
        foreach (var item in events)
        {
            await using SqlCommand command = new(Insert, connection, transaction);
            command.Parameters.Add("@stream", SqlDbType.Int).Value = id;
            command.Parameters.Add("@version", SqlDbType.Int).Value = ++head;
            command.Parameters.Add("@id", SqlDbType.UniqueIdentifier).Value = item.Id;
            command.Parameters.Add("@type", SqlDbType.NVarChar, 128).Value = item.Type;
            command.Parameters.Add("@data", SqlDbType.NVarChar, -1).Value = Encoding.UTF8.GetString(item.Data.Span);
            command.Parameters.Add("@metadata", SqlDbType.NVarChar, -1).Value = Encoding.UTF8.GetString(item.Metadata.Span);
            await command.ExecuteNonQueryAsync();
        }

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

    private static async Task<(int Id, int Head)> FindAsync(SqlConnection connection, SqlTransaction transaction, string stream)
    {
        await using SqlCommand command = new(FindStream, connection, transaction);
        command.Parameters.Add("@streamId", SqlDbType.Char, 42).Value = Key(stream);
        command.Parameters.Add("@streamName", SqlDbType.NVarChar, 1000).Value = stream;
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt32(0), row.GetInt32(1));
    }
}
