using System.Diagnostics;
using EventCluster.StreamStore.Sqlite;

namespace EventCluster.StoreBench;

/// <summary>
/// What SQLite does when nothing stands between it and its caller: the same tables, the same pragmas, prepared statements in a
/// loop on one thread, one insert for each event, one update of the stream's head and one commit for each batch.
/// </summary>
internal sealed class RawSqlite : IDisposable
{
    private readonly Connection connection;
    private readonly Statement begin, commit, insert, moveHead, readAll;
    private int version = -1;

    public RawSqlite(string path)
    {
        DatabaseFile.CreateIfAbsent(path);
        connection = Connection.Open(path, TimeSpan.FromSeconds(5));
        begin = connection.Prepare("BEGIN IMMEDIATE");
        commit = connection.Prepare("COMMIT");
        insert = connection.Prepare(Sql.Text("AppendMessage"));
        moveHead = connection.Prepare(Sql.Text("MoveStreamHead"));
        readAll = connection.Prepare(Sql.Text("ReadAllForwards"));
        connection.Prepare(Sql.Text("CreateStream")).Bind(1, SampleEvents.Stream).Run();
    }

    /// <summary>Appends for a while; gives events each second.</summary>
    public double Append(int batch, TimeSpan span)
    {
        var events = 0L;
        var start = Stopwatch.GetTimestamp();
        do
        {
            begin.Run();
            for (var i = 0; i < batch; i++)
            {
                insert.Bind(1, 1).Bind(2, 1_750_000_000_000).Bind(3, ++version).Bind(4, Guid.CreateVersion7()).Bind(5, SampleEvents.Type)
                    .BindText(6, SampleEvents.Data).BindText(7, SampleEvents.Metadata).Run();
            }

            moveHead.Bind(1, 1).Bind(2, version).Bind(3, connection.LastInsertId).Run();
            commit.Run();
            events += batch;
        }
        while (Stopwatch.GetElapsedTime(start) < span);
        return events / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Reads every column of every event once; gives events each second.</summary>
    public double ReadAll()
    {
        var (events, bytes) = (0L, 0L);
        var start = Stopwatch.GetTimestamp();
        readAll.Bind(1, 0L).Bind(2, -1L);
        while (readAll.Step())
        {
            bytes += readAll.Number(0) + readAll.Number(1) + readAll.Number(2) + readAll.Number(4)
                + readAll.Bytes(3).Length + readAll.Bytes(5).Length + readAll.Bytes(6).Length + readAll.Bytes(7).Length;
            events++;
        }

        GC.KeepAlive(bytes);
        return events / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => connection.Dispose();
}
