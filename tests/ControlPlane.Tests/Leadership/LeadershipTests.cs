using EventCluster.ControlPlane.Leadership;
using EventCluster.Domain.Events;
using EventCluster.Hosting;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Tests.Leadership;

public sealed class LeadershipTests : LeadershipTest
{
    [Fact]
    public async Task The_first_instance_begins_term_1_and_records_it_in_the_history()
    {
        var a = await StartAsync("cp-1");
        await UntilAsync(() => a.Core.Term.IsActive);
        a.Core.Log.State.Scheduler.ShouldNotBeNull().Term.ShouldBe(1);
        a.Core.Log.State.Name.ShouldBe("cluster");
    }

    [Fact]
    public async Task A_second_instance_stands_by_while_the_first_renews()
    {
        var a = await StartAsync("cp-1");
        await UntilAsync(() => a.Core.Term.IsActive);
        var b = await StartAsync("cp-2");
        for (var t = TimeSpan.Zero; t < Lease * 4; t += TimeSpan.FromMilliseconds(250))
        {
            await StepAsync(TimeSpan.FromMilliseconds(250));
            b.Core.Term.IsActive.ShouldBeFalse();
        }

        a.Core.Term.IsActive.ShouldBeTrue();
    }

    [Fact]
    public async Task After_an_orderly_stop_the_next_takes_over_without_waiting_for_the_lease()
    {
        var a = await StartAsync("cp-1");
        await UntilAsync(() => a.Core.Term.IsActive);
        var b = await StartAsync("cp-2");
        await StepAsync(TimeSpan.FromMilliseconds(250));
        await StopAsync(a);
        a.Core.Term.IsActive.ShouldBeFalse();
        var before = Clock.Now();
        await UntilAsync(() => b.Core.Term.IsActive);
        (Clock.Now() - before).ShouldBeLessThan(Lease);
        b.Core.Log.State.Scheduler!.Term.ShouldBe(2);
    }

    [Fact]
    public async Task After_a_silent_death_another_takes_over_only_after_lease_and_drift()
    {
        var a = await StartAsync("cp-1");
        await UntilAsync(() => a.Core.Term.IsActive);
        var b = await StartAsync("cp-2");
        await StepAsync(TimeSpan.FromMilliseconds(250));
        a.Core.Store.Down = true;
        var ended = Clock.Now();
        await UntilAsync(() =>
        {
            (a.Core.Term.IsActive && b.Core.Term.IsActive).ShouldBeFalse();
            return b.Core.Term.IsActive;
        });
        a.Core.Term.IsActive.ShouldBeFalse();
        (Clock.Now() - ended).ShouldBeGreaterThanOrEqualTo(Lease - TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public async Task A_new_process_of_the_same_home_takes_over_at_once_since_the_old_one_is_dead()
    {
        var a = await StartAsync("cp-1");
        await UntilAsync(() => a.Core.Term.IsActive);
        a.Core.Store.Down = true;
        a.Home.Dispose();
        var before = Clock.Now();
        var again = await StartAsync("cp-1");
        await UntilAsync(() => again.Core.Term.IsActive);
        (Clock.Now() - before).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_term_that_could_not_be_renewed_is_followed_by_another_that_says_so()
    {
        var a = await StartAsync("cp-1");
        await UntilAsync(() => a.Core.Term.IsActive);
        a.Core.Store.Down = true;
        await UntilAsync(() => !a.Core.Term.IsActive);
        a.Core.Store.Down = false;
        await UntilAsync(() => a.Core.Term.IsActive);
        a.Core.Log.State.Scheduler!.Term.ShouldBe(2);
        var begun = a.Core.Log.ReadAsync(a.Core.Log.State.Version, ReadDirection.Backwards, TestContext.Current.CancellationToken)
            .ToBlockingEnumerable().Select(e => e.Event).OfType<SchedulerActivated>().First();
        begun.Because.ShouldContain("not renewed in time");
    }

    [Fact]
    public async Task A_lost_answer_to_a_renewal_does_not_end_the_term()
    {
        var a = await StartAsync("cp-1");
        await UntilAsync(() => a.Core.Term.IsActive);
        a.Core.Store.Next(FaultyStore.Fault.AnswerLost);
        for (var i = 0; i < 40; i++)
        {
            await StepAsync(TimeSpan.FromMilliseconds(250));
            a.Core.Term.IsActive.ShouldBeTrue();
        }

        a.Core.Log.State.Scheduler!.Term.ShouldBe(1);
    }

    [Fact]
    public async Task A_term_that_was_taken_over_is_over_at_once()
    {
        var a = await StartAsync("cp-1");
        await UntilAsync(() => a.Core.Term.IsActive);
        var head = await Store.HeadAsync(TermEvent.Stream, TestContext.Current.CancellationToken);
        await Store.AppendAsync(
            TermEvent.Stream, ExpectedVersion.At(head.Version), [new TermEvent(2, "cp-9", "http://127.0.0.1:9", "elsewhere", Lease).ToEvent(TermEvent.Started, Guid.CreateVersion7())],
            TestContext.Current.CancellationToken);
        await UntilAsync(() => !a.Core.Term.IsActive);
    }

    [Fact]
    public async Task When_the_holders_process_is_dead_by_its_lock_Then_another_instance_of_the_machine_takes_over_at_once_and_says_why()
    {
        var a = await StartAsync("cp-1");
        await UntilAsync(() => a.Core.Term.IsActive);
        var b = await StartAsync("cp-2");
        await StepAsync(TimeSpan.FromMilliseconds(1_500));
        a.Core.Store.Down = true;
        a.Home.Dispose();
        var before = Clock.Now();
        await UntilAsync(() => b.Core.Term.IsActive);
        (Clock.Now() - before).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        b.Core.Log.State.Scheduler!.Because.ShouldContain("dead");
    }

    [Fact]
    public void A_home_is_held_by_one_process_at_a_time()
    {
        var path = Path.Combine(Folder, "x.lock");
        using (var first = HomeLock.Take(path))
        {
            Should.Throw<SettingException>(() => HomeLock.Take(path)).Message.ShouldContain(path);
        }

        HomeLock.Take(path).Dispose();
    }
}
