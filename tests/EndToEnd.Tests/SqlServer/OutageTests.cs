using EventCluster.EndToEnd.Tests.Broker;
using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.EndToEnd.Tests.Processes;
using EventCluster.Shared.SqlServer;

namespace EventCluster.EndToEnd.Tests.SqlServer;

/// <summary>The database goes away under load, and comes back: nothing acknowledged is lost, nothing happens twice, no second active node.</summary>
public sealed class OutageTests : ClusterTest
{
    private const int Callers = 4;
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(10);
    private IOutage? _outage;

    /// <inheritdoc/>
    protected override bool OnSqlServer => true;

    private IOutage Away => _outage ?? throw new InvalidOperationException("No outage was chosen.");

    /// <param name="kills">Whether the server is killed; else only the way to it is cut.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_leases_longer_than_the_outage_When_the_database_is_away_for_10_s_under_load_Then_the_service_runs_on_and_nothing_is_lost_or_doubled(bool kills)
    {
        await StartOnAsync(kills);
        (await Client.SendAsync(HttpMethod.Patch, "/v1/config", """{"set":{"lease":"00:01:30","schedulerLease":"00:01:30"},"reason":"outages of the database"}""")).Accepted();
        var before = await Cluster.IsWholeAsync();
        await Until.IsAsync("the active node holds the longer lease", async () => WorkerView.Parse(await Cluster.WorkerStatusAsync(before.Active!.Node)).LeaseRemaining > Outage + Outage);

        await UnderLoadAsync(() => Task.Delay(Outage, TestContext.Current.CancellationToken));

        var after = await Cluster.IsWholeAsync();
        after.Active!.Epoch.ShouldBe(before.Active!.Epoch);
        Cluster.Journal.Read().ShouldNotContain(line => line.Event == "stop");
    }

    /// <param name="kills">Whether the server is killed; else only the way to it is cut.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_an_outage_longer_than_the_leases_When_the_database_comes_back_Then_the_service_was_stopped_and_runs_once_again_and_nothing_is_lost_or_doubled(bool kills)
    {
        await StartOnAsync(kills);
        var before = await Cluster.IsWholeAsync();
        var service = (await Cluster.WritesAsync(before.Active!.Epoch)).Pid;

        await UnderLoadAsync(async () =>
        {
            await Until.IsAsync("the lease has ended, and the service with it", () => !ProcessTable.IsAlive(service));
            await Task.Delay(Outage, TestContext.Current.CancellationToken);
            Cluster.Journal.Read().ShouldAllBe(line => line.Epoch <= before.Active.Epoch);
        });

        await Cluster.IsActiveAfterAsync(before.Active.Epoch);
        var after = await Cluster.IsWholeAsync();
        after.Scheduler!.Term.ShouldBeGreaterThan(before.Scheduler!.Term);
    }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> StoreOf(SqlServerDatabase database) => new Dictionary<string, string>(base.StoreOf(database))
    {
        ["EventCluster__Store__ConnectionString"] = Away.ConnectionString(database),
    };

    /// <inheritdoc/>
    protected override ValueTask CleanUpAsync() => _outage?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task StartOnAsync(bool kills)
    {
        _outage = kills ? KilledServer.OfEnvironment() : new CutOff();
        await StartAsync(new() { ControlPlanes = 2 });
    }

    /// <summary>Heartbeats and commands go on all the while; at the end everything that was acknowledged is there once.</summary>
    private async Task UnderLoadAsync(Func<Task> whileAway)
    {
        Commands commands = new(Client);
        using CancellationTokenSource enough = new();
        var sending = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => commands.SendUntilAsync($"{caller}", enough.Token)));
        await Until.IsAsync("the load is there", () => commands.Answered >= Callers * 3);

        await Away.BeginAsync();
        await whileAway();
        await Away.EndAsync();

        var answered = commands.Answered;
        await Until.IsAsync("commands are answered again", () => commands.Answered >= answered + (Callers * 3));
        await enough.CancelAsync();
        await sending;
        await commands.ShouldAllBeThereOnceAsync();
        await Cluster.IsWholeAsync();
        Cluster.Journal.ShouldShowOneServiceAtATime();
        (await Client.VerifyAsync()).Intact.ShouldBeTrue();
        (await Client.RebuildAsync()).Equal.ShouldBeTrue();
    }
}
