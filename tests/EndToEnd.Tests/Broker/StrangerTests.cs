using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EventCluster.Bus;
using EventCluster.Bus.Connection;
using EventCluster.Bus.Trust;
using EventCluster.Contracts.Bus;
using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.EndToEnd.Tests.Processes;
using EventCluster.Hosting;

namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>Somebody else publishes on the cluster's exchanges: it changes nothing, and is seen.</summary>
public sealed class StrangerTests(TestBroker broker) : BusClusterTest
{
    private const string Node = "node-a";
    private const string Other = "node-b";

    // Beyond what the error queue keeps.
    private const int MuchPoison = BusTopology.MostErrors + 100;

    [Fact]
    public async Task Given_a_stranger_When_it_repeats_changes_forges_and_overfills_Then_nothing_changes_and_each_is_counted_and_told()
    {
        var address = await broker.AddressAsync();
        await StartOnAsync(address, new ClusterOptions { Nodes = 2 });
        await using var stranger = await Stranger.ConnectAsync(address, Name, Node, Other);
        await SwitchHighAvailabilityAsync(on: false);
        await SwitchHighAvailabilityAsync(on: true);
        var names = new BusNames(Name);
        var heartbeat = await stranger.HearsAsync("a heartbeat", heard => heard.Exchange == names.Exchange(BusExchange.Heartbeats));
        var answer = await stranger.HearsAsync("an answer", heard => heard.Exchange == names.Exchange(BusExchange.Nodes) && heard.Key == Node);
        var news = await stranger.HearsAsync("an event", heard => heard.Key == BusNames.ClusterKey);
        var before = await Cluster.ReachesAsync("the lease holds again", status => status.Active is { ServiceRunning: true, LeaseState: "held" });
        var baseline = await RejectedAsync();

        await stranger.SayAsync(BusExchange.Heartbeats, "", heartbeat.Body);
        await stranger.SayAsync(BusExchange.Nodes, Node, answer.Body);
        await stranger.SayAsync(BusExchange.Events, news.Key, news.Body);
        await stranger.SayAsync(BusExchange.Nodes, Other, answer.Body);
        await stranger.SayAsync(BusExchange.Nodes, Node, Changed(answer.Body));
        await stranger.SayAsync(BusExchange.Heartbeats, "", Changed(heartbeat.Body));
        await stranger.SayAsync(BusExchange.Heartbeats, "", WithOtherKey(Node));
        foreach (var nonsense in new[] { [], "{}"u8.ToArray(), RandomNumberGenerator.GetBytes(500), new byte[Frame.Largest + 1] })
        {
            await stranger.SayAsync(BusExchange.Heartbeats, "", nonsense);
            await stranger.SayAsync(BusExchange.Nodes, Node, nonsense);
        }

        await RejectsAsync("control-plane", baseline, new() { ["replayed"] = 1, ["forged"] = 1, ["other_key"] = 1, ["malformed"] = 3, ["oversized"] = 1 });
        await RejectsAsync(Node, baseline, new() { ["replayed"] = 2, ["forged"] = 1, ["malformed"] = 3, ["oversized"] = 1 });
        await RejectsAsync(Other, baseline, new() { ["misaddressed"] = 1 });
        var seen = await Cluster.ReachesAsync("the other key is found", status => status.Health.Findings.Any(finding => finding.Code == "busKeyMismatch"));
        seen.Health.Findings.Single(finding => finding.Code == "busKeyMismatch").Message.ShouldContain(Node);
        Cluster.ControlPlane.Output.ShouldContain("was refused");
        Cluster.Workers[Node].Output.ShouldContain("was refused");

        await AllAreOnBusAsync();
        await AllHaveFollowedAsync();
        await WasQuietSinceAsync(before.Version);
        (await Cluster.IsWholeAsync()).Active.ShouldBe(before.Active);
    }

    [Fact]
    public async Task Given_one_with_the_key_When_it_sends_what_nobody_can_digest_Then_the_error_queue_keeps_the_last_and_the_cluster_goes_on()
    {
        var address = await broker.AddressAsync();
        await StartOnAsync(address, new ClusterOptions { Nodes = 1 });
        await using var member = await Stranger.ConnectAsync(address, Name, Node);
        var before = await Cluster.IsWholeAsync();
        var writer = Writer(TestCluster.Key, new(BusRole.Instance, "somebody"));

        for (var i = 0; i < MuchPoison; i++)
        {
            var message = new BusMessage(BusExchange.Nodes, Node, BusKinds.Event, Guid.CreateVersion7(), Encoding.UTF8.GetBytes("not even JSON"), TimeSpan.FromMinutes(1));
            await member.SayAsync(BusExchange.Nodes, Node, writer.Write(message));
        }

        await Until.IsAsync("all of it was tried", async () => Metric(await Cluster.WorkerMetricsAsync(Node), "eventcluster_bus_handler_failures_total") == MuchPoison);
        await Until.IsAsync("the error queue is full", async () => await member.CountAsync(new BusNames(Name).Errors) == BusTopology.MostErrors);
        await AllAreOnBusAsync();
        await AllHaveFollowedAsync();
        await WasQuietSinceAsync(before.Version);
    }

    private static byte[] Changed(byte[] frame)
    {
        var changed = frame.ToArray();
        changed[^(Frame.SealBytes + 1)] ^= 1;
        return changed;
    }

    private byte[] WithOtherKey(string node) => Writer("a key of somebody else", new(BusRole.Node, node))
        .Write(new(BusExchange.Heartbeats, "", BusKinds.Heartbeat, Guid.CreateVersion7(), "{}"u8.ToArray(), TimeSpan.FromMinutes(1)));

    private SealWriter Writer(string key, BusParty party) => new(new SealKey(EncryptionKey.From(key, null)!, Name), party, Guid.CreateVersion7(), TimeProvider.System);

    private async Task<Dictionary<string, double>> RejectedAsync()
    {
        Dictionary<string, double> counts = [];
        foreach (var party in (string[])["control-plane", .. Cluster.Workers.Keys])
        {
            foreach (var reason in Enum.GetNames<RejectReason>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName))
            {
                counts[$"{party} {reason}"] = await RejectedAsync(party, reason);
            }
        }

        return counts;
    }

    private async Task RejectsAsync(string party, Dictionary<string, double> baseline, Dictionary<string, int> more)
    {
        foreach (var (reason, count) in more)
        {
            await Until.IsAsync($"{party} counts what is {reason}", async () => await RejectedAsync(party, reason) >= baseline[$"{party} {reason}"] + count);
        }
    }

    private async Task<double> RejectedAsync(string party, string reason)
    {
        var text = party == "control-plane" ? (await Client.GetAsync("/metrics")).Body : await Cluster.WorkerMetricsAsync(party);
        return Metric(text, $$"""eventcluster_bus_rejected_total{reason="{{reason}}"}""");
    }

    private static double Metric(string text, string name) =>
        text.Split('\n').FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal)) is { } line ? double.Parse(line[name.Length..], CultureInfo.InvariantCulture) : double.NaN;
}
