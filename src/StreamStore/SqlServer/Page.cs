using System.Text;
using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>Some events that were read at once, with those of the store's own streams.</summary>
/// <param name="Events">In the order of the statement.</param>
/// <param name="IsLast">Whether nothing follows.</param>
internal sealed record Page(IReadOnlyList<StoredEvent> Events, bool IsLast)
{
    private const int RowsMax = 512;

    /// <summary>A page ends after so many bytes, so that large events do not fill the memory.</summary>
    private const int BytesMax = 4 * 1024 * 1024;

    /// <summary>How many rows to ask for where so many are wanted.</summary>
    public static int RowsOf(int limit) => Math.Min(limit, RowsMax);

    /// <summary>Reads the answer of one of the <c>Read…Forwards</c> and <c>…Backwards</c> statements.</summary>
    public static async Task<Page> ReadAsync(SqlDataReader rows, SqlCommand command, CancellationToken cancellation)
    {
        List<StoredEvent> events = [];
        var asked = (int)command.Parameters["@limit"].Value;
        for (var bytes = 0; bytes < BytesMax; bytes += events[^1].Data.Length + events[^1].Metadata.Length)
        {
            if (!await rows.ReadAsync(cancellation).ConfigureAwait(false))
            {
                return new Page(events, events.Count < asked);
            }

            events.Add(await EventAsync(rows, cancellation).ConfigureAwait(false));
        }

        // The rest is asked for anew: it must not be sent only to be thrown away.
        command.Cancel();
        return new Page(events, IsLast: false);
    }

    // In the order of the columns: the driver reads them one after the other, without holding the row.
    private static async Task<StoredEvent> EventAsync(SqlDataReader row, CancellationToken cancellation) => new(
        row.GetString(0), row.GetInt32(1), row.GetInt64(2), row.GetGuid(3), DateTime.SpecifyKind(row.GetDateTime(4), DateTimeKind.Utc), row.GetString(5),
        await TextAsync(row, 6, cancellation).ConfigureAwait(false), await TextAsync(row, 7, cancellation).ConfigureAwait(false));

    // Through a reader, since the driver takes a long text in one piece slowly, or not at all when a character is cut by a packet.
    private static async ValueTask<ReadOnlyMemory<byte>> TextAsync(SqlDataReader row, int column, CancellationToken cancellation)
    {
        if (row.IsDBNull(column))
        {
            return default;
        }

        using var text = row.GetTextReader(column);
        return Encoding.UTF8.GetBytes(await text.ReadToEndAsync(cancellation).ConfigureAwait(false));
    }
}
