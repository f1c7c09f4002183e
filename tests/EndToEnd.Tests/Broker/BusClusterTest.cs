using System.Diagnostics;
using System.Globalization;
using EventCluster.Contracts.Cluster;
using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>A test with a cluster that talks over the broker. The cluster's name is its own, so that clusters of other tests are strangers to it.</summary>
public abstract class BusClusterTest : ClusterTest
{
    // Types of events that are never there unless somebody lost or changed the role, or seemed dead.
    private static readonly string[] Unrest = ["NodeSuspected", "NodeLost", "FailoverDecided", "FailoverBlocked", "NodeActivated", "EpochReleased"];

    /// <summary>Name of the cluster.</summary>
    protected string Name { get; } = $"test-{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12]}";

    /// <summary>Starts a cluster on a broker and waits until all talk over it.</summary>
    protected Task StartOnAsync(Uri broker, ClusterOptions? options = null) => StartOnAsync(broker, _ => broker, options);

    /// <summary>Starts a cluster on a broker and waits until all talk over it; each worker may have an address of its own for it.</summary>
    protected async Task StartOnAsync(Uri broker, Func<string, Uri> ofWorker, ClusterOptions? options = null)
    {
        options ??= new();
        var more = options.Worker;
        await StartAsync(options with
        {
            ControlPlane = new Dictionary<string, string>(BusOf(broker)) { ["EventCluster__Cluster__Name"] = Name },
            Worker = (node, controlPlane) => new Dictionary<string, string>(BusOf(ofWorker(node)).Concat(more(node, controlPlane))),
        });
        await AllAreOnBusAsync();
    }

    /// <summary>What a worker says.</summary>
    protected async Task<WorkerView> WorkerAsync(string node) => WorkerView.Parse(await Cluster.WorkerStatusAsync(node));

    /// <summary>Waits until every worker that runs talks over the bus, by its own word and the control plane's; how long it took.</summary>
    protected async Task<TimeSpan> AllAreOnBusAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        var running = Cluster.Workers.Where(worker => worker.Value.IsRunning).Select(worker => worker.Key).ToList();
        await Cluster.ReachesAsync("all on the bus", status => running.All(name => status.Nodes.Any(node => node.Name == name && node.Channel == "bus")));
        foreach (var name in running)
        {
            await Until.IsAsync($"{name} says that it is on the bus", async () => (await WorkerAsync(name)) is { Channel: "bus", Bus.Connected: true });
        }

        return Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>Waits until a node's heartbeats come over HTTP.</summary>
    protected Task<ClusterStatus> IsOverHttpAsync(string name) =>
        Cluster.ReachesAsync($"{name} is over HTTP", status => status.Nodes.Any(node => node.Name == name && node.Channel == "http"));

    /// <summary>Switches high availability and waits until every worker has heard of it.</summary>
    protected async Task SwitchHighAvailabilityAsync(bool on)
    {
        (await Client.PostAsync($"/v1/cluster/ha/{(on ? "enable" : "disable")}", """{"reason":"test"}""")).Accepted();
        foreach (var name in Cluster.Workers.Keys)
        {
            await Until.IsAsync($"{name} knows that high availability is {on}", async () => (await WorkerAsync(name)).Follows?.HighAvailability == on);
        }
    }

    /// <summary>Since a version of the cluster nobody seemed dead and the role has not moved.</summary>
    protected async Task WasQuietSinceAsync(int version) =>
        (await Client.HistoryAsync(version)).Where(entry => Unrest.Contains(entry.Type)).Select(entry => $"{entry.Version} {entry.Type} {entry.Data}").ShouldBeEmpty();

    /// <summary>Waits until every worker has applied each event that concerns it, and none twice: as many as the history has.</summary>
    protected async Task AllHaveFollowedAsync()
    {
        foreach (var name in Cluster.Workers.Keys)
        {
            (long, long) expected = default, seen = default;
            await Until.IsAsync($"{name} has followed the history", async () =>
            {
                expected = EventsOf(name, await Client.HistoryAsync());
                var follows = (await WorkerAsync(name)).Follows;
                seen = (follows?.Cluster.Applied ?? -1, follows?.Own.Applied ?? -1);
                return seen == expected || seen.Item1 > expected.Item1 || seen.Item2 > expected.Item2;
            });
            seen.ShouldBe(expected, $"{name} has applied (events of the cluster, its own)");
        }
    }

    /// <summary>Settings of the bus.</summary>
    protected static Dictionary<string, string> BusOf(Uri broker) => new()
    {
        ["EventCluster__Bus__Provider"] = "RabbitMq",
        ["EventCluster__Bus__Uri"] = broker.ToString(),
    };

    /// <summary>The same broker behind another port of this machine.</summary>
    protected static Uri Through(Uri broker, int port) => new UriBuilder(broker) { Host = "127.0.0.1", Port = port }.Uri;

    /// <summary>How many events concern the whole cluster, and how many the node: what is named after a node is the node's, a role is everyone's.</summary>
    private static (long Cluster, long Own) EventsOf(string name, IReadOnlyList<AuditEntry> history)
    {
        var ofNodes = history.Where(entry => entry.Type is "ConfigurationChanged" or "CommandRefused" ? false : entry.Type.StartsWith("Node", StringComparison.Ordinal) && entry.Type != "NodeActivated").ToList();
        return (history.Count - ofNodes.Count, ofNodes.Count(entry => entry.Data.GetProperty("node").GetString() == name));
    }
}
