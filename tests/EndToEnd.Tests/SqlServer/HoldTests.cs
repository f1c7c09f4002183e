using EventCluster.Contracts;
using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.EndToEnd.Tests.Instances;
using EventCluster.EndToEnd.Tests.Processes;
using EventCluster.Shared;
using EventCluster.Shared.SqlServer;

namespace EventCluster.EndToEnd.Tests.SqlServer;

/// <summary>The database goes away from one instance or from both while <c>storeOutage</c> is <c>hold</c>. Each has a way of its own to it.</summary>
public sealed class HoldTests : InstancesTest
{
    private const string Held = "storeOutageHeld";

    /// <summary>Longer than the node's lease and the scheduler's in <c>balanced</c>, with their drift: without the other's promises the service would be stopped.</summary>
    private static readonly TimeSpan LongerThanTheLeases = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, TcpProxy> _ways = [];
    private SqlServerDatabase? _server;

    /// <inheritdoc/>
    protected override bool OnSqlServer => true;

    [Fact]
    public async Task Given_a_hold_When_the_database_is_away_from_both_Then_the_service_runs_on_and_nothing_is_decided_until_it_is_back()
    {
        var (holder, _) = await StartHoldingAsync();
        var before = await Cluster.IsWholeAsync();
        var running = await Cluster.WritesAsync(before.Active!.Epoch);

        CutAll();
        await IsHeldAsync(holder);
        var held = Cluster.Journal.Last()!;
        await Until.IsAsync("the service runs through the outage", () => Cluster.Journal.Last()!.MonotonicMs > held.MonotonicMs + LongerThanTheLeases.TotalMilliseconds);
        (await HasFindingAsync(To(holder), Held)).ShouldBeTrue();
        holder.Output.ShouldContain("1 other instances promise not to begin a term");
        RestoreAll();

        await DecidesAgainAsync();
        await ServiceWentOnAsync(running);
        (await Client.HistoryAsync(before.Version)).ShouldAllBe(entry => entry.Type == "SchedulerActivated");
        await IsSoundAsync();
    }

    [Fact]
    public async Task Given_a_hold_When_only_the_holder_is_cut_off_Then_the_other_promises_nothing_and_takes_over()
    {
        var (holder, other) = await StartHoldingAsync();
        var before = await Cluster.IsWholeAsync();

        _ways[holder.Name].Cut();
        var client = To(other);
        await Until.IsAsync("the other has taken over", async () => await client.TryStatusAsync() is { Scheduler: { } now } && now.Term > before.Scheduler!.Term);
        holder.Output.ShouldContain($"{other.Name} refuses: the store answers it");
        holder.Output.ShouldNotContain("promise not to begin a term");
        RestoreAll();

        await DecidesAgainAsync();
        var history = await Client.HistoryAsync(before.Version);
        var begun = history.First(entry => entry.Type == "SchedulerActivated");
        begun.Actor.ShouldBe($"system:{other.Name}");
        history.ShouldNotContain(entry => entry.Version > begun.Version && entry.Actor == $"system:{holder.Name}");
        await IsSoundAsync();
    }

    [Fact]
    public async Task Given_a_term_held_without_the_database_When_the_other_instance_is_killed_Then_it_ends_and_the_service_stops()
    {
        var (holder, other) = await StartHoldingAsync();
        var before = await Cluster.IsWholeAsync();
        var service = (await Cluster.WritesAsync(before.Active!.Epoch)).Pid;

        CutAll();
        await IsHeldAsync(holder);
        await other.KillAsync();
        await Until.IsAsync("the service has stopped", () => !ProcessTable.IsAlive(service));
        holder.Output.ShouldContain($"{other.Name} at {Cluster.Addresses[Cluster.ControlPlanes.ToList().IndexOf(other)].ToString().TrimEnd('/')} does not answer");
        Cluster.Journal.Read().ShouldAllBe(line => line.Epoch == before.Active.Epoch);
        RestoreAll();

        await Cluster.IsActiveAfterAsync(before.Active.Epoch);
        other.Start();
        await Cluster.IsWholeAsync();
        await IsSoundAsync();
    }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> StoreOf(SqlServerDatabase database)
    {
        _server = database;
        return base.StoreOf(database);
    }

    /// <inheritdoc/>
    protected override async ValueTask CleanUpAsync()
    {
        await base.CleanUpAsync();
        foreach (var way in _ways.Values)
        {
            await way.DisposeAsync();
        }
    }

    private async Task<(RunningProgram Holder, RunningProgram Other)> StartHoldingAsync()
    {
        await StartAsync(new() { ControlPlanes = 2, Nodes = 2, Instance = WayOf });
        await AllAreThereAsync();
        (await Client.SendAsync(HttpMethod.Patch, "/v1/config", """{"set":{"storeOutage":"hold"},"reason":"test"}""")).Accepted();
        var holder = await Cluster.HolderAsync();
        var other = Cluster.ControlPlanes.Single(instance => instance != holder);
        var client = To(holder);
        await Until.IsAsync("a renewal names the other", async () =>
            (await client.GetAsync("/v1/scheduler")).Read(WireJson.Default.SchedulerStatus).HoldsWith?.SequenceEqual([other.Name]) == true);
        await Until.IsAsync("an outage is covered", async () => !await HasFindingAsync(client, "storeOutageNotCovered"));
        return (holder, other);
    }

    private Dictionary<string, string> WayOf(string instance)
    {
        var way = _ways[instance] = TcpProxy.To(_server!.Address.Host, _server.Address.Port);
        return new() { ["EventCluster__Store__ConnectionString"] = _server.Through(way.Port) };
    }

    private void CutAll() => _ways.Values.ToList().ForEach(way => way.Cut());

    private void RestoreAll() => _ways.Values.ToList().ForEach(way => way.Restore());

    private async Task IsHeldAsync(RunningProgram holder)
    {
        var client = To(holder);
        await Until.IsAsync("the term goes on without the store", () => HasFindingAsync(client, Held));
    }

    private static async Task<bool> HasFindingAsync(ClusterClient client, string finding) =>
        await client.TryStatusAsync() is { } status && status.Health.Findings.Any(found => found.Code == finding);

    /// <summary>The store takes what is decided again.</summary>
    private async Task DecidesAgainAsync()
    {
        await AllAreThereAsync();
        await Cluster.ReachesAsync("the store takes decisions again", status => status.Health.Findings.All(found => found.Code is not (Held or "noScheduler")));
        await Cluster.IsWholeAsync();
    }

    private async Task IsSoundAsync()
    {
        Cluster.Journal.ShouldShowOneServiceAtATime();
        (await Client.VerifyAsync()).Intact.ShouldBeTrue();
        (await Client.RebuildAsync()).Equal.ShouldBeTrue();
    }
}
