using System.Diagnostics;
using System.Globalization;
using EventCluster.Contracts.Cluster;

namespace EventCluster.EndToEnd.Tests.Broker;

/// <summary>The broker goes away and comes back, in every way. <c>EVENTCLUSTER_BROKER_AWAY</c> says for how many seconds it stays away when it is stopped (default 12).</summary>
public sealed class BrokerLossTests(TestBroker broker) : BusClusterTest
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("EVENTCLUSTER_BROKER_AWAY") ?? "12", CultureInfo.InvariantCulture));

    [Fact]
    public async Task Given_a_quiet_cluster_When_the_broker_is_killed_stopped_paused_and_wiped_Then_nothing_moves_nothing_is_lost_and_all_come_back()
    {
        var local = await broker.LocalAsync();
        await StartOnAsync(local.Address);
        await SwitchHighAvailabilityAsync(on: false);
        await SwitchHighAvailabilityAsync(on: true);
        var before = await Cluster.IsWholeAsync();

        await local.KillAsync();
        await IsDegradedAsync(before);
        await SwitchHighAvailabilityAsync(on: false);
        await SwitchHighAvailabilityAsync(on: true);
        await ComesBackAsync(local, "kill -9");

        await local.StopAsync();
        await Task.Delay(Away, TestContext.Current.CancellationToken);
        await IsDegradedAsync(before);
        await SwitchHighAvailabilityAsync(on: false);
        local.Wipe();
        await ComesBackAsync(local, $"stopped for {Away.TotalSeconds} s, data wiped");
        await SwitchHighAvailabilityAsync(on: true);

        local.Pause();
        await IsDegradedAsync(before);
        local.Continue();
        Report("paused", await AllAreOnBusAsync());

        await Cluster.ReachesAsync("the broker is no longer missed", status => status.Health.Findings.All(finding => finding.Code != "brokerAway"));
        await AllHaveFollowedAsync();
        await WasQuietSinceAsync(before.Version);
        (await Cluster.IsWholeAsync()).Active!.Epoch.ShouldBe(before.Active!.Epoch);
        Cluster.Journal.ShouldShowOneServiceAtATime();
    }

    private static void Report(string what, TimeSpan took) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"The broker was {what}: all were on the bus {took.TotalSeconds:0.0} s after its return.");

    private async Task IsDegradedAsync(ClusterStatus before)
    {
        foreach (var name in Cluster.Workers.Keys)
        {
            await IsOverHttpAsync(name);
        }

        var status = await Cluster.ReachesAsync("the broker is missed", status => status.Health.Findings.Any(finding => finding.Code == "brokerAway"));
        status.Health.State.ShouldBe(HealthState.Degraded);
        status.Health.Findings.Single(finding => finding.Code == "brokerAway").Remedy.ShouldNotBeNullOrWhiteSpace();
        status.Active!.Epoch.ShouldBe(before.Active!.Epoch);
    }

    private async Task ComesBackAsync(LocalBroker local, string after)
    {
        var begun = Stopwatch.GetTimestamp();
        local.Begin();
        await local.ServesAsync();
        Report(after, await AllAreOnBusAsync());
        TestContext.Current.TestOutputHelper?.WriteLine($"  ({Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s after it was started)");
    }
}
