using EventCluster.EndToEnd.Tests.Broker;
using EventCluster.EndToEnd.Tests.Processes;

namespace EventCluster.EndToEnd.Tests.Instances;

/// <summary>The holder of the term is paused for longer than its lease, and goes on later.</summary>
public sealed class PausedHolderTests : InstancesTest
{
    [Fact]
    public async Task Given_a_paused_holder_When_it_goes_on_after_its_lease_Then_it_stands_by_and_nothing_of_its_term_comes_later()
    {
        // A worker may be silent for longer than the term's lease, so the service outlives the pause.
        await StartAsync(Three);
        await AllAreThereAsync();
        (await Client.SendAsync(HttpMethod.Patch, "/v1/config", """{"set":{"lease":"00:00:30"},"reason":"test"}""")).Accepted();
        var before = await Cluster.IsWholeAsync();
        await Until.IsAsync("the longer lease is obeyed", async () => WorkerView.Parse(await Cluster.WorkerStatusAsync(before.Active!.Node)).LeaseRemaining > TimeSpan.FromSeconds(20));
        var running = await Cluster.WritesAsync(before.Active!.Epoch);
        var holder = await Cluster.HolderAsync();

        holder.Signal(PosixSignals.Stop);
        var other = To(Cluster.ControlPlanes.First(instance => instance != holder));
        await Until.IsAsync("another has taken over", async () => await other.TryStatusAsync() is { Scheduler: { } now } && now.Term > before.Scheduler!.Term);
        holder.Signal(PosixSignals.Continue);

        await AllAreThereAsync();
        (await Cluster.IsWholeAsync()).Scheduler!.Instance.ShouldNotBe(holder.Name);
        var history = await Client.HistoryAsync(before.Version);
        var begun = history.Single(entry => entry.Type == "SchedulerActivated");
        history.ShouldNotContain(entry => entry.Version > begun.Version && entry.Actor == $"system:{holder.Name}");
        await ServiceWentOnAsync(running);
        await ShouldShowTheSameAsync();
    }
}
