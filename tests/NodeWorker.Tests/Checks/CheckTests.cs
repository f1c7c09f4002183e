using EventCluster.Contracts.Nodes;
using EventCluster.NodeWorker.Checks;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Checks;

public sealed class CheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Given_storage_that_works_then_it_passes_and_leaves_nothing_behind()
    {
        (await new StorageCheck(_folder.Path, "node-a").RunAsync()).Status.ShouldBe(CheckStatus.Passed);

        Directory.GetFiles(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_storage_that_is_absent_then_it_fails_with_what_to_do()
    {
        var result = await new StorageCheck(_folder["absent"], "node-a").RunAsync();

        result.ShouldSatisfyAllConditions(
            check => check.Name.ShouldBe($"storage:{_folder["absent"]}"),
            check => check.Status.ShouldBe(CheckStatus.Failed),
            check => check.Message.ShouldContain("Mount"));
    }

    [Fact]
    public async Task Given_storage_that_cannot_be_written_then_it_fails_with_what_to_do()
    {
        Directory.CreateDirectory(_folder[".eventcluster-probe-node-a"]);

        (await new StorageCheck(_folder.Path, "node-a").RunAsync()).ShouldSatisfyAllConditions(
            check => check.Status.ShouldBe(CheckStatus.Failed),
            check => check.Message.ShouldContain("read and write access"));
    }

    [Fact]
    public async Task Given_a_cloud_address_then_it_is_listed_and_not_probed() =>
        (await new StorageCheck("s3://bucket/x", "node-a").RunAsync()).Message.ShouldContain("not probed");

    [Fact]
    public async Task Given_a_check_that_hangs_then_the_others_are_told_and_it_is_not_started_twice()
    {
        var started = 0;
        var clock = new ImpatientTimeProvider();
        var board = new CheckBoard();
        var loop = new CheckLoop(
            new Dictionary<string, Func<Task<CheckResult>>>
            {
                ["hangs"] = () =>
                {
                    Interlocked.Increment(ref started);
                    return new TaskCompletionSource<CheckResult>().Task;
                },
                ["works"] = () => Task.FromResult(new CheckResult("works", CheckStatus.Passed, "yes")),
            },
            board, clock);
        await loop.RunOnceAsync();
        await loop.RunOnceAsync();

        board.Results.Single(check => check.Name == "hangs").Status.ShouldBe(CheckStatus.Failed);
        started.ShouldBe(1);
    }

    /// <summary>Whose timers fire at once.</summary>
    private sealed class ImpatientTimeProvider : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(50), period);
    }
}
