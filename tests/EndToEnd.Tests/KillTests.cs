using System.Globalization;
using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests;

/// <summary>The active worker's process is killed, again and again. <c>EVENTCLUSTER_KILLS</c> says how often (default 10; 3 on SQL Server).</summary>
public class KillTests : ClusterTest
{
    private int Kills => int.Parse(Environment.GetEnvironmentVariable("EVENTCLUSTER_KILLS") ?? (OnSqlServer ? "3" : "10"), CultureInfo.InvariantCulture);

    [Fact]
    public async Task Given_an_active_node_When_its_worker_is_killed_Then_another_runs_the_service_and_the_history_says_why()
    {
        await StartAsync(new() { Profile = ShortTimings });

        for (var kill = 1; kill <= Kills; kill++)
        {
            await KillActiveAsync();
            await Cluster.IsWholeAsync();
        }

        Cluster.Journal.ShouldShowOneServiceAtATime();
        (await Client.VerifyAsync()).Intact.ShouldBeTrue();
    }

    /// <summary>The naive service looks neither at its lease nor at epochs: only its guard keeps it from running twice.</summary>
    [Fact]
    public async Task Given_a_service_that_looks_at_nothing_When_workers_are_killed_Then_it_never_runs_twice()
    {
        await StartAsync(new() { Profile = ShortTimings, Service = NaiveService.Command });

        for (var kill = 1; kill <= Math.Max(1, Kills / 3); kill++)
        {
            await KillActiveAsync();
            await Cluster.IsWholeAsync();
        }

        Cluster.Journal.ShouldShowOneServiceAtATime();
    }

    private async Task KillActiveAsync()
    {
        var before = (await Cluster.IsWholeAsync());
        var (killed, epoch) = (before.Active!.Node, before.Active.Epoch);
        var service = (await Cluster.WritesAsync(epoch)).Pid;

        await Cluster.Workers[killed].KillAsync();

        await Until.IsAsync($"the service of {killed} dies with its worker", () => !ProcessTable.IsAlive(service));
        var after = await Cluster.IsActiveAfterAsync(epoch);
        await Cluster.WritesAsync(after.Active!.Epoch);
        await HistoryTellsAsync(before.Version, killed, epoch);
        Cluster.Workers[killed].Start();
    }

    private async Task HistoryTellsAsync(int since, string killed, long epoch)
    {
        var history = await Client.HistoryAsync(since);
        var activated = history.First(entry => entry.Type == "NodeActivated" && entry.Data.GetProperty("epoch").GetInt64() == epoch + 1);
        var chosen = activated.Data.GetProperty("node").GetString();
        chosen.ShouldNotBe(killed);
        var incident = history.Where(entry => entry.CorrelationId == activated.CorrelationId).ToList();

        incident.ShouldContain(entry => (entry.Type == "NodeSuspected" || entry.Type == "NodeLost") && entry.Data.GetProperty("node").GetString() == killed);
        incident.ShouldContain(entry => entry.Type == "EpochReleased" && entry.Data.GetProperty("epoch").GetInt64() == epoch);
        var decision = incident.Single(entry => entry.Type == "FailoverDecided").Data;
        decision.GetProperty("to").GetString().ShouldBe(chosen);
        decision.GetProperty("why").GetString().ShouldNotBeNullOrWhiteSpace();
        var passedOver = decision.GetProperty("passedOver").EnumerateArray().ToList();
        passedOver.Select(node => node.GetProperty("node").GetString()).Append(chosen).ShouldBe(Cluster.Workers.Keys, ignoreOrder: true);
        passedOver.ShouldAllBe(node => node.GetProperty("why").GetString()!.Length > 0);
        incident.ShouldAllBe(entry => entry.Actor.Length > 0);
    }
}
