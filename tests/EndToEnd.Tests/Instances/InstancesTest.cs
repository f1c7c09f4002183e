using System.Text.Json;
using EventCluster.Contracts;
using EventCluster.Contracts.Cluster;
using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests.Instances;

/// <summary>A test with three instances of the control plane on one store.</summary>
public abstract class InstancesTest : ClusterTest
{
    private readonly List<ClusterClient> _clients = [];

    /// <summary>Three instances; few nodes, since this machine does everything.</summary>
    protected static ClusterOptions Three { get; } = new() { ControlPlanes = 3, Nodes = 2 };

    /// <summary>Speaks with one instance only.</summary>
    protected ClusterClient To(RunningProgram instance)
    {
        var index = Enumerable.Range(0, Cluster.ControlPlanes.Count).Single(i => Cluster.ControlPlanes[i] == instance);
        ClusterClient client = new([Cluster.Addresses[index]], Cluster.AdminToken);
        _clients.Add(client);
        return client;
    }

    /// <summary>Waits until the last term is later than one.</summary>
    protected Task<ClusterStatus> TermIsAfterAsync(long term) => Cluster.ReachesAsync($"a term after {term} has begun", status => status.Scheduler?.Term > term);

    /// <summary>Waits until every instance lists all of them, none as gone.</summary>
    protected async Task AllAreThereAsync()
    {
        foreach (var instance in Cluster.ControlPlanes)
        {
            var client = To(instance);
            await Until.IsAsync($"{instance.Name} lists all", async () =>
                (await SchedulerAsync(client)) is { } scheduler && scheduler.Instances.Count == Cluster.ControlPlanes.Count
                && scheduler.Instances.Count(i => i.State == "active") == 1 && scheduler.Instances.All(i => i.State != "gone"));
        }
    }

    /// <summary>Every instance shows the same at the same version, and finds the same when it folds the history anew.</summary>
    protected async Task ShouldShowTheSameAsync()
    {
        var clients = Cluster.ControlPlanes.Select(To).ToArray();
        await Until.IsAsync("all show the same", async () =>
        {
            var shown = await Task.WhenAll(clients.Select(client => client.TryStatusAsync()));
            return shown.All(status => status is not null) && shown.Select(status => Comparable(status!)).Distinct().Count() == 1;
        });
        var version = (await Client.StatusAsync()).Version - 1;
        var past = await Task.WhenAll(clients.Select(client => client.GetAsync($"/v1/cluster?version={version}")));
        past.Select(reply => reply.Body).Distinct().Count().ShouldBe(1);
        foreach (var client in clients)
        {
            (await client.RebuildAsync()).Equal.ShouldBeTrue();
            (await client.VerifyAsync()).Intact.ShouldBeTrue();
        }
    }

    /// <summary>One process of the service has written from a moment on, and goes on.</summary>
    protected async Task ServiceWentOnAsync(JournalLine since)
    {
        var last = Cluster.Journal.Last()!;
        await Until.IsAsync("the service goes on", () => Cluster.Journal.Last() is { } line && line.MonotonicMs > last.MonotonicMs);
        Cluster.Journal.Read().Where(line => line.MonotonicMs >= since.MonotonicMs).Select(line => (line.Pid, line.Epoch)).Distinct().ShouldBe([(since.Pid, since.Epoch)]);
    }

    /// <inheritdoc/>
    protected override ValueTask CleanUpAsync()
    {
        _clients.ForEach(client => client.Dispose());
        return ValueTask.CompletedTask;
    }

    private static async Task<SchedulerStatus?> SchedulerAsync(ClusterClient client)
    {
        try
        {
            return (await client.GetAsync("/v1/scheduler")).Read(WireJson.Default.SchedulerStatus);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    // The time of the answer, and of the heartbeat that came between two of them, are not content.
    private static string Comparable(ClusterStatus status) => JsonSerializer.Serialize(
        status with { At = default, Nodes = [.. status.Nodes.Select(node => node with { LastHeartbeat = null })] }, WireJson.Default.ClusterStatus);
}
