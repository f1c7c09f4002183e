using System.Text.Json;
using EventCluster.Bus.InMemory;
using EventCluster.Contracts;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Liveness;
using EventCluster.ControlPlane.Status;
using EventCluster.Hosting;
using EventCluster.StreamStore.InMemory;
using Microsoft.Extensions.DependencyInjection;

namespace EventCluster.ControlPlane.Tests.Bus;

/// <summary>Two whole instances and a node on one broker within this process, each with its own seals.</summary>
public sealed class TwoInstancesTests : IAsyncLifetime
{
    private static readonly EncryptionKey Key = EncryptionKey.From("the key of these tests", null)!;
    private readonly InMemoryStreamStore _store = new();
    private readonly FaultyStore _holderStore;
    private readonly FaultyStore _otherStore;
    private readonly InMemoryBroker _broker = new();
    private Instance _holder = null!;
    private Instance _other = null!;
    private TestNode _node = null!;

    public TwoInstancesTests() => (_holderStore, _otherStore) = (new(_store), new(_store));

    public async ValueTask InitializeAsync()
    {
        _holder = await Instance.StartAsync(_holderStore, key: Key, broker: _broker);
        _other = await Instance.StartAsync(_otherStore, key: Key, broker: _broker, name: "cp-2", acts: false);
        var (request, reply) = await _holder.JoinAsync("node-a", join => join with { KeyFingerprint = Key.Fingerprint() });
        _node = new(_broker, Key, request, reply);
        await Instance.Until(() => _node.IsConnected);
        await ConnectedAsync(_holder);
        await Instance.Until(() => Metric(_holder, "eventcluster_bus_relay_version") >= 0);
        await ConnectedAsync(_other);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _other.DisposeAsync();
        await _holder.DisposeAsync();
        await _broker.DisposeAsync();
        await _holderStore.DisposeAsync();
        await _otherStore.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Given_a_node_on_the_bus_When_it_beats_Then_one_instance_answers_and_both_show_it()
    {
        await BecomeActiveAsync();

        _node.Answers.ShouldAllBe(a => a.Problem == null);
        _node.Answers.GroupBy(a => a.Sequence).ShouldAllBe(answers => answers.Count() == 1);
        await Instance.Until(() => _other.Services.GetRequiredService<HeartbeatDesk>().LastSeen("node-a") is not null);
        (await _other.StatusAsync()).Nodes.Single().Channel.ShouldBe("bus");
        (await _holder.StatusAsync()).Nodes.Single().Channel.ShouldBe("bus");
        var recorded = await Instance.OkAsync(await _holder.GetAsync("/v1/nodes/node-a/heartbeats"));
        JsonSerializer.Deserialize(recorded, WireJson.Default.HeartbeatList)!.Items.ShouldAllBe(h => h.Channel == "bus");
    }

    [Fact]
    public async Task Given_a_node_on_the_bus_When_something_changes_Then_the_event_and_a_signal_reach_it()
    {
        await _holder.CommandAsync("/v1/cluster/load-balancing/disable");

        await Instance.Until(() => _node.Events.Any(e => e.Type == "LoadBalancingDisabled"));
        await Instance.Until(() => _node.Signals > 0);
        var events = _node.Events;
        events.Zip(events.Skip(1)).ShouldAllBe(pair => pair.First.Version < pair.Second.Version);
        events.ShouldAllBe(e => e.Scope == null || e.Scope == "node-a");
    }

    [Fact]
    public async Task Given_either_instance_appends_When_it_tells_Then_the_others_log_is_woken_and_its_own_is_not()
    {
        var (holder, other) = (_holderStore.Woken, _otherStore.Woken);
        await _holder.CommandAsync("/v1/cluster/load-balancing/disable");
        await Instance.Until(() => _otherStore.Woken > other);
        _holderStore.Woken.ShouldBe(holder);

        await _other.CommandAsync("/v1/cluster/load-balancing/enable");
        await Instance.Until(() => _holderStore.Woken > holder);
    }

    [Fact]
    public async Task Given_a_change_at_the_instance_without_the_term_When_it_is_told_Then_the_event_comes_from_the_holder()
    {
        await _other.CommandAsync("/v1/cluster/load-balancing/disable");

        await Instance.Until(() => _node.Events.Any(e => e.Type == "LoadBalancingDisabled"));
        await Instance.Until(() => _node.Signals > 0);
    }

    [Fact]
    public async Task Given_the_holder_stops_When_the_other_takes_over_Then_the_node_is_answered_by_it_and_misses_no_event()
    {
        await BecomeActiveAsync();
        await _holder.DisposeAsync();
        await Instance.Until(() => _other.Services.GetRequiredService<TermHolder>().IsActive);
        var answers = _node.Answers.Count;
        await _node.BeatAsync();
        await Instance.Until(() => _node.Answers.Count > answers);

        _node.Answers[^1].Reply!.Term.ShouldBe(2);
        await _other.CommandAsync("/v1/cluster/load-balancing/disable");
        await Instance.Until(() => _node.Events.Any(e => e.Type == "LoadBalancingDisabled"));
        var cluster = _node.Events.Where(e => e.Scope is null).DistinctBy(e => e.Version).ToList();
        cluster.Zip(cluster.Skip(1)).ShouldAllBe(pair => pair.Second.Previous == pair.First.Version);
    }

    [Fact]
    public async Task Given_a_removed_node_When_it_beats_Then_it_is_told_so_over_the_bus()
    {
        await Instance.OkAsync(await _holder.SendAsync(HttpMethod.Delete, "/v1/nodes/node-a?force=true"));
        await Instance.Until(() => _node.Signals > 0);
        await _node.BeatAsync();
        await Instance.Until(() => _node.Answers.Count > 0);

        _node.Answers[^1].Problem!.Code.ShouldBe(ProblemCodes.NodeRemoved);
    }

    [Fact]
    public async Task Given_a_stranger_with_another_key_When_it_beats_for_a_node_Then_the_findings_and_metrics_say_so_and_nothing_else_happens()
    {
        await using TestNode stranger = new(_broker, EncryptionKey.From("another key than theirs", null)!, Instance.JoinRequest("node-a"), _node.Reply, "node-x");
        await Instance.Until(() => stranger.IsConnected);
        await stranger.BeatAsync();
        await Instance.Until(() => Metric(_holder, "eventcluster_bus_rejected_total{reason=\"other_key\"}") > 0);
        await UntilFindingAsync(_holder, "busKeyMismatch", isThere: true);

        var finding = (await _holder.StatusAsync()).Health.Findings.Single(f => f.Code == "busKeyMismatch");
        finding.Message.ShouldContain("node-x");
        stranger.Answers.ShouldBeEmpty();
        _holder.Services.GetRequiredService<HeartbeatDesk>().LastSeen("node-a").ShouldBeNull();
    }

    [Fact]
    public async Task Given_the_broker_is_cut_off_When_it_lasts_Then_health_says_so_and_readiness_does_not_and_on_its_return_all_goes_on()
    {
        _broker.Cut();
        await UntilFindingAsync(_holder, "brokerAway", isThere: true);
        await UntilFindingAsync(_other, "brokerAway", isThere: true);
        await Instance.OkAsync(await _holder.GetAsync("/health/ready", null));
        await _holder.CommandAsync("/v1/cluster/load-balancing/disable");

        _broker.Restore();
        await UntilFindingAsync(_holder, "brokerAway", isThere: false);
        await Instance.Until(() => _node.Events.Any(e => e.Type == "LoadBalancingDisabled"));
        await _node.BeatAsync();
        await Instance.Until(() => _node.Answers.Count > 0);
    }

    private static double Metric(Instance instance, string name)
    {
        var text = instance.Services.GetRequiredService<ControlPlaneMetrics>().Write();
        var line = text.Split('\n').FirstOrDefault(l => l.StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(name.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Task ConnectedAsync(Instance instance) => Instance.Until(() => Metric(instance, "eventcluster_bus_connected") > 0);

    private static Task UntilFindingAsync(Instance instance, string code, bool isThere) =>
        Instance.UntilAsync(async () => (await instance.StatusAsync()).Health.Findings.Any(f => f.Code == code) == isThere);

    private async Task BecomeActiveAsync()
    {
        while (_node.Answers.LastOrDefault()?.Reply?.Desired.Role != NodeRole.Active)
        {
            var answered = _node.Answers.Count;
            await _node.BeatAsync();
            await Instance.Until(() => _node.Answers.Count > answered);
        }
    }
}
