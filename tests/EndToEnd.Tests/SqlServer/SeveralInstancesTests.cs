using System.Text.Json;
using EventCluster.Contracts.Jobs;
using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.EndToEnd.Tests.Jobs;
using EventCluster.Shared.SqlServer;

namespace EventCluster.EndToEnd.Tests.SqlServer;

/// <summary>Several instances of the control plane share one database.</summary>
public sealed class SeveralInstancesTests : ClusterTest
{
    private static readonly ClusterOptions Two = new() { ControlPlanes = 2, Nodes = 2 };

    /// <inheritdoc/>
    protected override bool OnSqlServer => true;

    [Fact]
    public async Task Given_two_instances_When_the_one_that_holds_the_term_is_killed_Then_the_other_takes_over_and_the_service_goes_on()
    {
        await StartAsync(Two);
        var before = await Cluster.IsWholeAsync();
        var holder = await Cluster.HolderAsync();
        Commands commands = new(Client);
        await commands.SendAsync("before", 5);

        await holder.KillAsync();
        var sending = commands.SendAsync("meanwhile", 5);
        await Cluster.ReachesAsync("the other decides", status => status.Scheduler is { } now && now.Term > before.Scheduler!.Term && now.Instance != holder.Name);
        await sending;
        holder.Start();
        await Cluster.IsWholeAsync();

        await commands.ShouldAllBeThereOnceAsync();
        Cluster.Journal.ShouldShowOneServiceAtATime();
        (await Client.VerifyAsync()).Intact.ShouldBeTrue();
        (await Client.RebuildAsync()).Equal.ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_history_When_everything_is_stopped_and_started_Then_it_goes_on_and_another_program_reads_the_same()
    {
        await StartAsync(Two);
        (await Client.PostAsync("/v1/cluster/ha/disable", """{"reason":"before the restart"}""")).Accepted();
        (await Client.PostAsync("/v1/cluster/ha/enable", """{"reason":"before the restart"}""")).Accepted();
        var before = await Client.HistoryAsync();
        foreach (var program in Cluster.Workers.Values.Concat(Cluster.ControlPlanes))
        {
            (await program.StopAsync()).ShouldBe(0);
        }

        await Cluster.StartAsync();

        var after = await Client.HistoryAsync();
        after.Take(before.Count).Select(entry => (entry.Version, entry.Id, entry.Type)).ShouldBe(before.Select(entry => (entry.Version, entry.Id, entry.Type)));
        (await Client.VerifyAsync()).Intact.ShouldBeTrue();
        var read = (await new V3Program(Database.ConnectionString).ReadAsync("cluster")).Take(after.Count).ToList();
        read.Select(item => (item.Version, item.Id, item.Type)).ShouldBe(after.Select(entry => (entry.Version, entry.Id, entry.Type)));
        read.ShouldAllBe(item => JsonElement.Parse(item.Data).ValueKind == JsonValueKind.Object);
        Cluster.Journal.ShouldShowOneServiceAtATime();
    }

    [Fact]
    public async Task Given_a_job_of_every_second_When_the_instance_that_fires_it_is_killed_Then_the_other_fires_it_and_no_fire_time_runs_twice()
    {
        await PrepareAsync(Two);
        await QuartzTables.MakeWhereQuartzCannotAsync(Database);
        await Cluster.StartAsync();
        await Client.DefineAsync("tick", JobsTest.EverySecond);
        await Client.RunsReachAsync("tick", "three have succeeded", runs => runs.Count(run => run.State == JobRunState.Succeeded) >= 3);
        var holder = await Cluster.HolderAsync();
        await Processes.Until.IsAsync("Quartz fires", () => holder.Output.Contains("Quartz fires in term", StringComparison.Ordinal));

        await holder.KillAsync();
        var other = Cluster.ControlPlanes.Single(instance => instance != holder);
        await Processes.Until.IsAsync("Quartz fires at the other", () => other.Output.Contains("Quartz fires in term", StringComparison.Ordinal));
        var taken = (await Client.RunsAsync("tick")).Count;
        var runs = await Client.RunsReachAsync("tick", "three more have succeeded", runs => runs.Skip(taken).Count(run => run.State == JobRunState.Succeeded) >= 3);

        runs.Select(run => (run.FireTime, run.Attempt)).ShouldBeUnique();
        foreach (var instance in Cluster.ControlPlanes)
        {
            instance.Output.ShouldNotContain("Quartz cannot fire");
        }
    }
}
