using System.Data;
using System.Text;
using Microsoft.Data.SqlClient.Server;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>A group as rows of our table types. Each row is made when the driver sends it.</summary>
internal static class AppendTables
{
    public const string AppendsType = "dbo.EventClusterAppends";
    public const string MessagesType = "dbo.EventClusterMessages";

    private static readonly SqlMetaData[] AppendColumns =
    [
        new("Request", SqlDbType.Int), new("StreamId", SqlDbType.Char, StreamId.KeyChars), new("StreamName", SqlDbType.NVarChar, StreamId.NameCharsMax),
        new("Expected", SqlDbType.Int), new("Events", SqlDbType.Int),
    ];

    private static readonly SqlMetaData[] MessageColumns =
    [
        new("Request", SqlDbType.Int), new("Number", SqlDbType.Int), new("Id", SqlDbType.UniqueIdentifier), new("Type", SqlDbType.NVarChar, AppendRules.TypeCharsMax),
        new("JsonData", SqlDbType.NVarChar, SqlMetaData.Max), new("JsonMetadata", SqlDbType.NVarChar, SqlMetaData.Max),
    ];

    public static IEnumerable<SqlDataRecord> Appends(IReadOnlyList<AppendRequest> requests)
    {
        SqlDataRecord row = new(AppendColumns);
        for (var i = 0; i < requests.Count; i++)
        {
            var request = requests[i];
            row.SetInt32(0, i);
            row.SetString(1, request.Stream.Key);
            row.SetString(2, request.Stream.Name);
            row.SetInt32(3, request.Expected.Value);
            row.SetInt32(4, request.Events.Count);
            yield return row;
        }
    }

    public static IEnumerable<SqlDataRecord> Messages(IReadOnlyList<AppendRequest> requests)
    {
        SqlDataRecord row = new(MessageColumns);
        for (var i = 0; i < requests.Count; i++)
        {
            for (var number = 0; number < requests[i].Events.Count; number++)
            {
                var item = requests[i].Events[number];
                row.SetInt32(0, i);
                row.SetInt32(1, number);
                row.SetGuid(2, item.Id);
                row.SetString(3, item.Type);
                row.SetString(4, Encoding.UTF8.GetString(item.Data.Span));
                if (item.Metadata.IsEmpty)
                {
                    row.SetDBNull(5);
                }
                else
                {
                    row.SetString(5, Encoding.UTF8.GetString(item.Metadata.Span));
                }

                yield return row;
            }
        }
    }
}
