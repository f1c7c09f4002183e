namespace EventCluster.Simulation.Tests.Kernel;

/// <summary>Virtual time.</summary>
public sealed class SchedulerTests
{
    private readonly Scheduler _scheduler = new(new(1));

    [Fact]
    public void Given_a_process_that_stands_still_then_what_was_due_happens_when_it_goes_on()
    {
        SimulatedProcess process = new(_scheduler, "a process");
        SimulatedClock clock = new(_scheduler, new(TimeSpan.Zero, 0), process);
        TimeSpan? woke = null;
        process.Start(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), clock);
            woke = _scheduler.Now;
        });
        _scheduler.After(TimeSpan.FromMilliseconds(500), process.Pause);
        _scheduler.After(TimeSpan.FromSeconds(5), process.Resume);

        Run(TimeSpan.FromSeconds(10));

        woke.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Given_a_process_that_is_killed_then_nothing_happens_in_it_any_more()
    {
        SimulatedProcess process = new(_scheduler, "a process");
        var happened = false;
        process.Start(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), new SimulatedClock(_scheduler, new(TimeSpan.Zero, 0), process));
            happened = true;
        });
        _scheduler.After(TimeSpan.FromMilliseconds(500), process.Kill);

        Run(TimeSpan.FromSeconds(10));

        happened.ShouldBeFalse();
    }

    [Fact]
    public void Given_a_clock_that_runs_fast_then_its_second_is_short_and_its_timer_never_early()
    {
        SimulatedProcess process = new(_scheduler, "a process");
        SimulatedClock clock = new(_scheduler, new(TimeSpan.FromHours(1), 100_000), process);
        long begun = 0, woke = 0;
        process.Start(async () =>
        {
            begun = clock.GetTimestamp();
            await Task.Delay(TimeSpan.FromSeconds(1.1), clock);
            woke = clock.GetTimestamp();
        });

        Run(TimeSpan.FromSeconds(1.0001));

        (woke - begun).ShouldBeInRange(TimeSpan.FromSeconds(1.1).Ticks, TimeSpan.FromSeconds(1.1001).Ticks);
    }

    private void Run(TimeSpan until) => _scheduler.RunUntil(until, () => { });
}
