using EventCluster.Hosting.Waiting;
using EventCluster.Simulation.Tests.Kernel;

namespace EventCluster.Simulation.Tests.Waiting;

/// <summary>What the product waits with, under virtual time.</summary>
public sealed class WaitingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Scheduler _scheduler = new(new(1));
    private readonly SimulatedProcess _process;
    private readonly SimulatedClock _clock;
    private readonly List<string> _happened = [];

    public WaitingTests()
    {
        _process = new(_scheduler, "a process");
        _clock = new(_scheduler, new(TimeSpan.Zero, 0), _process);
    }

    [Fact]
    public void Given_a_turn_that_is_taken_then_others_get_it_in_their_order_and_one_that_waited_too_long_does_not()
    {
        Turn turn = new(_clock);
        Take(turn, "first", limit: Second, holds: Second * 3);
        After(Second / 10, () => Take(turn, "impatient", limit: Second, holds: Second));
        After(Second / 5, () => Take(turn, "second", limit: Second * 10, holds: Second));
        After(Second / 4, () => Take(turn, "third", limit: Second * 10, holds: Second));

        Run(Second * 10);

        _happened.ShouldBe(["first has it at 0", "impatient gives up at 1", "second has it at 3", "third has it at 4"]);
    }

    [Fact]
    public void Given_several_who_wait_for_a_turn_When_somebody_asks_to_go_first_Then_the_others_wait_longer()
    {
        Turn turn = new(_clock);
        Take(turn, "first", limit: Second, holds: Second * 3);
        After(Second / 5, () => Take(turn, "second", limit: Second * 10, holds: Second));
        After(Second / 4, () => Take(turn, "urgent", limit: Second * 10, holds: Second, goesFirst: true));

        Run(Second * 10);

        _happened.ShouldBe(["first has it at 0", "urgent has it at 3", "second has it at 4"]);
    }

    [Fact]
    public void Given_a_turn_that_is_waited_for_When_the_one_who_waits_is_cancelled_Then_the_next_gets_it()
    {
        Turn turn = new(_clock);
        using CancellationTokenSource cancelled = new(Second, _clock);
        Take(turn, "first", limit: Second, holds: Second * 3);
        After(Second / 10, () => Take(turn, "cancelled", limit: Second * 10, holds: Second, cancelled.Token));
        After(Second / 5, () => Take(turn, "second", limit: Second * 10, holds: Second));

        Run(Second * 10);

        _happened.ShouldBe(["first has it at 0", "cancelled is cancelled at 1", "second has it at 3"]);
    }

    [Fact]
    public void Given_a_bell_that_nobody_waits_for_When_it_rings_Then_the_next_to_wait_hears_it_once()
    {
        Bell bell = new(_clock);
        Wait("early", bell, Second);
        After(Second * 2, bell.Ring);
        After(Second * 2, bell.Ring);
        After(Second * 3, () => Wait("late", bell, Second));
        After(Second * 4, () => Wait("later", bell, Second));

        Run(Second * 10);

        _happened.ShouldBe(["early heard nothing at 1", "late heard it at 3", "later heard nothing at 5"]);
    }

    [Fact]
    public void Given_several_who_wait_for_news_then_each_goes_on_when_what_it_waits_for_holds()
    {
        News news = new(_clock);
        var version = 0;
        Await("one", news, () => version >= 1, Second * 10);
        Await("two", news, () => version >= 2, Second * 10);
        Await("never", news, () => version >= 3, Second * 4);
        After(Second, () => Tell(1));
        After(Second * 2, () => Tell(2));

        Run(Second * 10);

        _happened.ShouldBe(["one True at 1", "two True at 2", "never False at 4"]);

        void Tell(int to)
        {
            version = to;
            news.Tell();
        }
    }

    [Fact]
    public void Given_a_limit_then_it_is_cancelled_by_its_time_and_by_its_caller()
    {
        using CancellationTokenSource caller = new();
        using TimeLimit byTime = new(Second * 2, _clock, CancellationToken.None);
        using TimeLimit byCaller = new(Second * 10, _clock, caller.Token);
        using var one = byTime.Token.Register(() => Note("time"));
        using var other = byCaller.Token.Register(() => Note("caller"));
        After(Second, caller.Cancel);

        Run(Second * 20);

        _happened.ShouldBe(["caller at 1", "time at 2"]);
    }

    private void Take(Turn turn, string who, TimeSpan limit, TimeSpan holds, CancellationToken cancellation = default, bool goesFirst = false) => _process.Start(async () =>
    {
        try
        {
            if (!await turn.TakeAsync(limit, cancellation, goesFirst))
            {
                Note($"{who} gives up");
                return;
            }
        }
        catch (OperationCanceledException)
        {
            Note($"{who} is cancelled");
            return;
        }

        Note($"{who} has it");
        await Task.Delay(holds, _clock, CancellationToken.None);
        turn.Release();
    });

    private void Wait(string who, Bell bell, TimeSpan limit) => _process.Start(async () => Note($"{who} heard {(await bell.WaitAsync(limit) ? "it" : "nothing")}"));

    private void Await(string who, News news, Func<bool> holds, TimeSpan limit) =>
        _process.Start(async () => Note($"{who} {await news.WaitAsync(holds, limit, CancellationToken.None)}"));

    private void After(TimeSpan time, Action action) => _scheduler.After(time, () => _process.Do(action));

    private void Note(string what) => _happened.Add($"{what} at {Math.Round(_scheduler.Now.TotalSeconds)}");

    private void Run(TimeSpan until) => _scheduler.RunUntil(until, () => { });
}
