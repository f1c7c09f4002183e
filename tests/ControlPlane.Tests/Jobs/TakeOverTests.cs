using EventCluster.ControlPlane.Jobs;
using EventCluster.Domain.Jobs;
using EventCluster.StreamStore.InMemory;

namespace EventCluster.ControlPlane.Tests.Jobs;

/// <summary>Two instances over one store, each with a Quartz file of its own, so the second begins with an empty one.</summary>
public sealed class TakeOverTests
{
    private const string EverySecond = """{"action":"report","cron":"* * * * * ?","target":"all","overlap":"allow"}""";

    [Fact]
    public async Task Given_two_instances_When_the_scheduler_goes_Then_the_other_goes_on_and_every_fire_time_is_accounted_for_once()
    {
        await using InMemoryStreamStore store = new();
        var first = await Instance.StartAsync(store);
        await using var second = await Instance.StartAsync(store, acts: false, name: "cp-2");
        var worker = await FakeWorker.JoinAsync(first, "node-a");
        await Instance.OkAsync(await JobEndpointTests.DefineAsync(first, "job", EverySecond));
        await worker.BeatUntilAsync(first, () => RunTests.Runs(first).Count(r => r.Status == RunStatus.Succeeded) >= 3);
        await Instance.Until(() => RunTests.Ledger(second).Book.Jobs.ContainsKey("job"));
        (await Instance.OkAsync(await second.GetAsync("/metrics", token: null))).ShouldContain("eventcluster_quartz_running 0\n");

        await first.DisposeAsync();
        await worker.BeatUntilAsync(second, () => RunTests.Runs(second).Count(r => r.Start?.Term > 1 && r.Status == RunStatus.Succeeded) >= 3);

        var runs = RunTests.Runs(second);
        var missed = runs.Where(r => r.Missed is not null).SelectMany(r => r.Missed!.FireTimes).ToArray();
        var times = runs.Where(r => r.Missed is null).Select(r => r.Planned.FireTime).Concat(missed).Order().ToArray();
        times.ShouldBeUnique();
        times.Zip(times.Skip(1), (a, b) => b - a).ShouldAllBe(gap => gap == TimeSpan.FromSeconds(1));
        worker.Begun.Select(o => o.FireTime).ShouldBeUnique();
        runs.Where(r => r.Start is not null).Select(r => r.Start!.Term).ShouldBeInOrder();
    }

    [Fact]
    public async Task Given_two_schedulers_that_plan_the_same_When_both_append_Then_one_does_and_the_other_sees_it()
    {
        await using InMemoryStreamStore store = new();
        RunLedger one = new(store, Guid.CreateVersion7, new ManualTimeProvider());
        RunLedger other = new(store, Guid.CreateVersion7, new ManualTimeProvider());
        var fireTime = ManualTimeProvider.Origin.UtcDateTime;
        RunSkipped planned = new(fireTime, 1, "job", RunIds.Of("job", new(3, fireTime, 1), null), new(3, fireTime, 1), null, "a test");

        (await one.AppendAsync(one.Book, [planned], Instance.Cancellation)).ShouldBeTrue();
        (await other.AppendAsync(other.Book, [planned], Instance.Cancellation)).ShouldBeFalse();
        await other.CatchUpAsync(Instance.Cancellation);

        other.Book.Cursor("job").Through.ShouldBe(fireTime);
        other.Book.Version.ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_new_term_that_has_begun_When_the_older_one_appends_Then_it_is_refused()
    {
        await using InMemoryStreamStore store = new();
        RunLedger older = new(store, Guid.CreateVersion7, new ManualTimeProvider());
        RunLedger newer = new(store, Guid.CreateVersion7, new ManualTimeProvider());
        SchedulingBegan Mark(long term) => new(ManualTimeProvider.Origin.UtcDateTime, term, $"cp-{term}", new Dictionary<string, RunCursor>());
        (await older.AppendAsync(older.Book, [Mark(1)], Instance.Cancellation)).ShouldBeTrue();
        await newer.CatchUpAsync(Instance.Cancellation);
        (await newer.AppendAsync(newer.Book, [Mark(2)], Instance.Cancellation)).ShouldBeTrue();

        (await older.AppendAsync(older.Book, [Mark(1)], Instance.Cancellation)).ShouldBeFalse();
        await older.CatchUpAsync(Instance.Cancellation);
        older.Book.Term.ShouldBe(2);
    }
}
