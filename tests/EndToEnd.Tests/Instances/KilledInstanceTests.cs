using EventCluster.EndToEnd.Tests.Clusters;

namespace EventCluster.EndToEnd.Tests.Instances;

/// <summary>Instances of the control plane are killed, one after the other, while clients send commands and the service runs.</summary>
public sealed class KilledInstanceTests : InstancesTest
{
    [Fact]
    public async Task Given_three_instances_When_each_is_killed_in_turn_Then_the_service_goes_on_and_every_command_has_one_effect()
    {
        await StartAsync(Three);
        await AllAreThereAsync();
        var running = await Cluster.WritesAsync((await Cluster.IsWholeAsync()).Active!.Epoch);
        Commands commands = new(Client);
        using CancellationTokenSource enough = new();
        var sending = commands.SendUntilAsync("client", enough.Token);

        foreach (var instance in Cluster.ControlPlanes)
        {
            var (before, holder) = (await Client.StatusAsync(), await Cluster.HolderAsync());
            await instance.KillAsync();
            if (instance == holder)
            {
                await TermIsAfterAsync(before.Scheduler!.Term);
            }

            var answered = commands.Answered;
            await Processes.Until.IsAsync("commands are answered without it", () => commands.Answered > answered + 3);
            instance.Start();
            await AllAreThereAsync();
        }

        await enough.CancelAsync();
        await sending;
        await Cluster.IsWholeAsync();
        await commands.ShouldAllBeThereOnceAsync();
        await ServiceWentOnAsync(running);
        await ShouldShowTheSameAsync();
        (await Client.HistoryAsync()).ShouldNotContain(entry => entry.Type == "FailoverDecided");
    }

    [Fact]
    public async Task Given_a_holder_When_it_is_stopped_in_order_Then_another_takes_over_and_the_history_says_why()
    {
        await StartAsync(Three);
        await AllAreThereAsync();
        var before = await Cluster.IsWholeAsync();
        var running = await Cluster.WritesAsync(before.Active!.Epoch);
        var holder = await Cluster.HolderAsync();

        (await holder.StopAsync()).ShouldBe(0);

        await TermIsAfterAsync(before.Scheduler!.Term);
        await Processes.Until.IsAsync("that it left is recorded", async () => (await Client.HistoryAsync(before.Version)).Any(entry => entry.Type == "InstanceLeft"));
        var begun = (await Client.HistoryAsync(before.Version)).Where(entry => entry.Type == "SchedulerActivated").ShouldHaveSingleItem();
        begun.Data.GetProperty("because").GetString().ShouldBe($"term {before.Scheduler.Term} of {holder.Name} ended: it was stopped in order");
        await ServiceWentOnAsync(running);
    }
}
