using System.Diagnostics;
using EventCluster.ControlPlane.Commands;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Commands;
using EventCluster.Domain.Deciding;
using EventCluster.Domain.Events;
using EventCluster.Domain.State;
using EventCluster.Shared;
using EventCluster.StreamStore.Sqlite;

namespace EventCluster.ClusterBench;

/// <summary>How fast a long history is read from SQLite, decoded and folded.</summary>
internal static class RebuildBench
{
    private const int Events = 200_000;
    private const int Nodes = 50;
    private const int Batch = 1_000;
    private const int Turns = 3;

    public static async Task<IReadOnlyList<Figure>> RunAsync(string folder)
    {
        await using var store = await SqliteStreamStore.OpenAsync(new SqliteStoreOptions(Path.Combine(folder, "history.db")));
        await FillAsync(new ClusterLog(store, TimeProvider.System), new EventWriter(store, Guid.CreateVersion7, TimeProvider.System, "bench"));
        List<double> rebuilds = [], reads = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            var begun = Stopwatch.GetTimestamp();
            await new ClusterLog(store, TimeProvider.System).CatchUpAsync(CancellationToken.None);
            rebuilds.Add(Events / Stopwatch.GetElapsedTime(begun).TotalSeconds);
            begun = Stopwatch.GetTimestamp();
            await foreach (var _ in store.ReadStreamAsync(ClusterLog.Stream))
            {
            }

            reads.Add(Events / Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        return [new("projection rebuild, events each second (limit: reading alone)", rebuilds.Max(), "/s", reads.Max(), 200_000, AtMost: false)];
    }

    /// <summary>A history as a busy cluster writes it: nodes that come, are suspected, recover, take over and hand over.</summary>
    private static async Task FillAsync(ClusterLog log, EventWriter writer)
    {
        IEnumerable<ClusterEvent> start = [new ClusterCreated("bench", "balanced"), .. Enumerable.Range(0, Nodes).Select(Join)];
        var all = start.Concat(Life()).Take(Events).Select(e => new DecidedEvent(e)).Chunk(Batch);
        foreach (var batch in all)
        {
            var context = new CommandContext(Guid.CreateVersion7(), Guid.CreateVersion7(), "system:bench", "A reason of ordinary length", "127.0.0.1", TimeProvider.System.GetUtcNow().UtcDateTime, 1);
            var appended = await writer.AppendAsync(log.State.Version, log.HeadHash, batch, context, null, CancellationToken.None);
            await log.ApplyAsync(appended!, CancellationToken.None);
        }
    }

    private static NodeJoined Join(int i) => new(
        Name(i), new(Guid.CreateVersion7(), Guid.CreateVersion7(), "home", true, true, "product", "1.0", "0.1.0", "http://127.0.0.1:1", "Linux", null, TimeSpan.FromMilliseconds(50)),
        new string('a', 64));

    private static IEnumerable<ClusterEvent> Life()
    {
        for (long epoch = 1; ; epoch++)
        {
            var (node, next) = (Name((int)(epoch % Nodes)), Name((int)((epoch + 1) % Nodes)));
            yield return new NodeSuspected(node, $"{node} was not heard for 2.5 s; suspectAfter is 2.5 s.");
            yield return new NodeLost(node, $"{node} was not heard for 5 s; lostAfter is 5 s.");
            yield return new EpochReleased(node, epoch, ReleaseProof.Fenced, $"{node} is fenced: its lease, the drift allowance and its stop bound have passed.");
            yield return new FailoverDecided(node, next, $"{next} is the best candidate.", [new(node, PassedOverCode.Lost, $"{node} is lost: it was not heard for longer than lostAfter.")]);
            yield return new NodeActivated(next, epoch + 1, ActivationCause.Failover, $"{next} is the best candidate.");
            yield return new ServiceStarted(next, epoch + 1);
            yield return new NodeRecovered(node, NodeLife.Lost);
        }
    }

    private static string Name(int i) => $"node-{i:00}";
}
