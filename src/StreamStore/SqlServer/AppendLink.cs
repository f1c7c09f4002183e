using System.Text;
using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>A connection kept for writing, with its commands. Used by one at a time; who met a fault on it throws it away.</summary>
internal sealed class AppendLink : IAsyncDisposable
{
    private readonly SqlConnection connection;
    private readonly SqlCommand one, group, find;
    private readonly int lockTimeoutMs;
    private bool prepared;

    private AppendLink(Server server, SqlServerStoreOptions options, SqlConnection connection)
    {
        this.connection = connection;
        lockTimeoutMs = (int)options.LockTimeout.TotalMilliseconds;
        one = server.Command(connection, "AppendOne");
        one.Parameters.Int("@lockTimeoutMs").Key("@streamId").Name("@streamName").Int("@expected").Id("@id").Time("@created").Type("@type").Text("@jsonData").Text("@jsonMetadata");
        group = server.Command(connection, "AppendGroup");
        group.Parameters.Int("@lockTimeoutMs").Time("@created").Table("@appends", AppendTables.AppendsType).Table("@messages", AppendTables.MessagesType);
        find = server.Command(connection, "FindBatch");
        find.Parameters.Key("@streamId").Int("@first").Id("@last").Int("@count");
    }

    /// <summary>Whether a group goes by the shorter batch for one event.</summary>
    public static bool IsSingle(IReadOnlyList<AppendRequest> requests) => requests is [{ Events.Count: 1 }];

    public static async Task<AppendLink> OpenAsync(Server server, SqlServerStoreOptions options, CancellationToken cancellation) =>
        new(server, options, await server.OpenOwnAsync(cancellation).ConfigureAwait(false));

    /// <summary>Writes a group in one transaction and one round trip.</summary>
    public async Task<IReadOnlyList<Verdict>> WriteAsync(IReadOnlyList<AppendRequest> requests, DateTime created, CancellationToken cancellation)
    {
        var command = IsSingle(requests) ? await OneAsync(requests[0], cancellation).ConfigureAwait(false) : Group(requests);
        command.Parameters["@lockTimeoutMs"].Value = lockTimeoutMs;
        command.Parameters["@created"].Value = created;
        List<Verdict> verdicts = new(requests.Count);
        await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var stored = rows.GetInt32(1) == 1;
            verdicts.Add(new Verdict(rows.GetInt32(0), stored, rows.GetInt32(2), stored ? rows.GetInt32(3) : 0, stored ? rows.GetInt64(4) : 0));
        }

        // The commit comes after the rows: only at the end of the answer is it known to have gone well.
        await Readers.ToEndAsync(rows, cancellation).ConfigureAwait(false);
        return verdicts.Count == requests.Count
            ? verdicts
            : throw new StoreFault(FaultKind.Lost, $"The server answered {verdicts.Count} of {requests.Count} appends.");
    }

    /// <summary>The batch as it stands in its stream, if its last event stands where it would, and no other id in its place.</summary>
    public async Task<AppendResult?> FindAsync(AppendRequest request, CancellationToken cancellation)
    {
        var events = request.Events;
        var first = AppendRules.FirstVersionIfRepeated(request.Expected);
        if (first < 0)
        {
            return null; // Past the last version that there can be.
        }

        find.Parameters["@streamId"].Value = request.Stream.Key;
        find.Parameters["@first"].Value = first ?? -1;
        find.Parameters["@last"].Value = events[^1].Id;
        find.Parameters["@count"].Value = events.Count;
        AppendResult? found = null;
        await using var rows = await find.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var number = rows.GetInt32(0);
            if (rows.GetGuid(2) != events[number].Id)
            {
                return null;
            }

            // Rows that are missing went by retention, oldest first: the last event of a batch vouches for those.
            found = number == events.Count - 1 ? new AppendResult(rows.GetInt32(1), rows.GetInt64(3), AlreadyThere: true) : null;
        }

        return found;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        one.Dispose();
        group.Dispose();
        find.Dispose();
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<SqlCommand> OneAsync(AppendRequest request, CancellationToken cancellation)
    {
        if (!prepared)
        {
            await one.PrepareAsync(cancellation).ConfigureAwait(false);
            prepared = true;
        }

        var item = request.Events[0];
        one.Parameters["@streamId"].Value = request.Stream.Key;
        one.Parameters["@streamName"].Value = request.Stream.Name;
        one.Parameters["@expected"].Value = request.Expected.Value;
        one.Parameters["@id"].Value = item.Id;
        one.Parameters["@type"].Value = item.Type;
        one.Parameters["@jsonData"].Value = Encoding.UTF8.GetString(item.Data.Span);
        one.Parameters["@jsonMetadata"].Value = item.Metadata.IsEmpty ? DBNull.Value : Encoding.UTF8.GetString(item.Metadata.Span);
        return one;
    }

    private SqlCommand Group(IReadOnlyList<AppendRequest> requests)
    {
        group.Parameters["@appends"].Value = AppendTables.Appends(requests);
        group.Parameters["@messages"].Value = AppendTables.Messages(requests);
        return group;
    }
}
