using EventCluster.EndToEnd.Tests.Clusters;
using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests;

/// <summary>Processes of the active node are paused for longer than the lease, and go on.</summary>
public sealed class PauseTests : ClusterTest
{
    /// <summary>Twice the lease of the profile <c>fast</c>.</summary>
    private static readonly TimeSpan LongerThanTheLease = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Given_a_worker_that_is_paused_When_its_lease_ends_Then_its_guard_stops_the_service_and_another_takes_over()
    {
        await StartAsync(new() { Profile = "fast", Service = NaiveService.Command });
        var active = await ActiveAsync();

        ProcessTable.Signal(active.Worker, PosixSignals.Stop);
        await Until.IsAsync("the guard has ended the service", () => !ProcessTable.IsAlive(active.Service));
        await Cluster.IsActiveAfterAsync(active.Epoch);
        ProcessTable.Signal(active.Worker, PosixSignals.Continue);

        await EndsWellAsync();
    }

    [Fact]
    public async Task Given_a_guard_that_is_paused_When_it_goes_on_Then_one_service_has_run_at_a_time()
    {
        await StartAsync(new() { Profile = "fast" });
        var active = await ActiveAsync();

        await PauseAsync(active.Guard);

        await EndsWellAsync();
    }

    [Fact]
    public async Task Given_a_service_that_is_paused_When_it_goes_on_Then_one_service_has_run_at_a_time()
    {
        await StartAsync(new() { Profile = "fast" });
        var active = await ActiveAsync();

        await PauseAsync(active.Service);

        await EndsWellAsync();
    }

    [Fact]
    public async Task Given_a_node_that_is_paused_as_a_whole_When_it_goes_on_Then_its_service_does_not()
    {
        await StartAsync(new() { Profile = "fast" });
        var active = await ActiveAsync();
        int[] all = [active.Worker, active.Guard, active.Service];

        foreach (var pid in all)
        {
            ProcessTable.Signal(pid, PosixSignals.Stop);
        }

        var after = await Cluster.IsActiveAfterAsync(active.Epoch);
        await Cluster.WritesAsync(after.Active!.Epoch);

        // The service first: nobody but itself can stop it then.
        foreach (var pid in all.Reverse())
        {
            ProcessTable.Signal(pid, PosixSignals.Continue);
        }

        await Until.IsAsync("the old service is gone", () => !ProcessTable.IsAlive(active.Service));
        await EndsWellAsync();
    }

    private static async Task PauseAsync(int pid)
    {
        ProcessTable.Signal(pid, PosixSignals.Stop);
        await Until.IsAsync("it is paused", () => ProcessTable.IsPaused(pid));
        await Task.Delay(LongerThanTheLease, TestContext.Current.CancellationToken);
        ProcessTable.Signal(pid, PosixSignals.Continue);
    }

    private async Task<(long Epoch, int Worker, int Guard, int Service)> ActiveAsync()
    {
        var active = (await Cluster.IsWholeAsync()).Active!;
        var line = await Cluster.WritesAsync(active.Epoch);
        var guard = ProcessTable.Parent(line.Pid);
        var worker = Cluster.Workers[line.Node].Pid;
        ProcessTable.Parent(guard).ShouldBe(worker);
        return (line.Epoch, worker, guard, line.Pid);
    }

    private async Task EndsWellAsync()
    {
        var status = await Cluster.IsWholeAsync();
        await Cluster.WritesAsync(status.Active!.Epoch);
        Cluster.Journal.ShouldShowOneServiceAtATime();
    }
}
