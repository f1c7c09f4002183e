using EventCluster.Contracts.Jobs;
using EventCluster.ControlPlane.Jobs.BuiltIn;
using EventCluster.ControlPlane.Leadership;
using EventCluster.Domain.Jobs;
using EventCluster.Hosting;

namespace EventCluster.ControlPlane.Tests.Jobs.BuiltIn;

/// <summary>How a run ends that this process carries out itself.</summary>
public sealed class OwnRunTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private readonly ManualTimeProvider _clock = new();
    private readonly TermHolder _holder;
    private readonly Upkeep _upkeep = new();

    public OwnRunTests()
    {
        _holder = new(_clock);
        _holder.Win(Domain.Leases.TermLease.Start(3, _clock.Now(), Lease, _clock.Now()));
        _holder.Act();
    }

    [Fact]
    public async Task Given_a_run_that_goes_on_When_the_term_is_over_Then_it_is_lost()
    {
        var report = Begin(TimeSpan.FromHours(1)).RunAsync();
        await _upkeep.Begun.Task;

        _clock.Advance(Lease);

        await AdvancedAsync(report, RunState.Lost, "term 3");
    }

    [Fact]
    public async Task Given_a_run_that_goes_on_When_its_time_is_over_Then_it_is_timed_out()
    {
        var report = Begin(TimeSpan.FromSeconds(5)).RunAsync();
        await _upkeep.Begun.Task;

        _clock.Advance(TimeSpan.FromSeconds(5));

        await AdvancedAsync(report, RunState.TimedOut, "00:00:05");
    }

    [Fact]
    public async Task Given_a_run_that_goes_on_When_it_is_told_to_end_twice_Then_the_first_cause_is_told()
    {
        var run = Begin(TimeSpan.FromHours(1));
        var report = run.RunAsync();
        await _upkeep.Begun.Task;

        run.End(RunState.Cancelled, "somebody");
        run.End(RunState.Lost, "later");

        await AdvancedAsync(report, RunState.Cancelled, "somebody");
    }

    [Fact]
    public async Task Given_what_fails_throws_or_is_not_known_When_it_runs_Then_it_says_why()
    {
        _upkeep.Does = _ => Task.FromResult<UpkeepResult>(new("half", "broken"));
        (await Begin(Lease).RunAsync()).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RunState.Failed), r => r.Output.ShouldBe("half"), r => r.Message.ShouldBe("broken"));

        _upkeep.Does = _ => throw new InvalidOperationException("a fault");
        (await Begin(Lease).RunAsync()).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RunState.Failed), r => r.Message.ShouldBe("a fault"));

        (await new OwnRun(Given(Lease), null, _holder, _clock).RunAsync()).State.ShouldBe(RunState.Refused);
    }

    private OwnRun Begin(TimeSpan limit) => new(Given(limit), _upkeep, _holder, _clock);

    private Run Given(TimeSpan limit)
    {
        PlannedRun planned = new(1, _clock.GetUtcNow().UtcDateTime, 1);
        var place = RunPlace.OfInstance("cp-1", Guid.Empty);
        RunStarted start = new(planned.FireTime, 3, "job", Guid.Empty, planned, place.Name, place.Boot, place.Home, "job", new Dictionary<string, string>(), limit, false);
        return new() { Id = Guid.Empty, Job = "job", Planned = planned, Status = RunStatus.Dispatched, At = planned.FireTime, Node = place.Name, Start = start };
    }

    /// <summary>The watch looks again after a moment of the test's clock.</summary>
    private async Task AdvancedAsync(Task<RunReport> report, RunState state, string says)
    {
        await Instance.Until(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            return report.IsCompleted;
        });
        ((await report).State, (await report).Message!.Contains(says, StringComparison.Ordinal)).ShouldBe((state, true));
    }

    private sealed class Upkeep : IUpkeep
    {
        public string Name => "job";

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Func<CancellationToken, Task<UpkeepResult>>? Does { get; set; }

        public async Task<UpkeepResult> RunAsync(UpkeepOrder order, CancellationToken cancellation)
        {
            if (Does is not null)
            {
                return await Does(cancellation);
            }

            Begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return new("never");
        }
    }
}
