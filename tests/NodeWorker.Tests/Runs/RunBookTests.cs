using EventCluster.Contracts.Jobs;
using EventCluster.NodeWorker.Runs;
using static EventCluster.NodeWorker.Tests.Runs.Books;

namespace EventCluster.NodeWorker.Tests.Runs;

public sealed class RunBookTests
{
    private static readonly RunEnd Good = new(0, "The action ended with exit code 0.", "done");
    private static readonly RunEnd Killed = new(null, "The action was ended by signal 9.", "half");

    [Fact]
    public void Given_an_order_then_it_is_written_down_started_once_and_told_until_it_is_no_longer_ordered()
    {
        var begun = New().Told(0, Order(1));

        begun.Effects.OfType<BeginRuns>().Single().Memory.Begun.ShouldBe([new(Id(1), true)]);
        begun.Starts().Single().ShouldSatisfyAllConditions(start => start.Deadline.ShouldBe(At(60)), start => start.Epoch.ShouldBe(0));
        begun.Effects.OfType<TellRuns>().ShouldNotBeEmpty();
        begun.Next.Told(1, Order(1)).Effects.ShouldBeEmpty();
        begun.Next.Reports(At(2))!.Single().ShouldBe(new(Id(1), RunState.Running, null, null, null, TimeSpan.FromSeconds(2)));

        var ended = begun.Next.Finish(Id(1), Good, At(3));
        ended.Effects.ShouldBe([new TellRuns()]);
        var told = ended.Next.Told(4, Order(1));
        told.Effects.ShouldBeEmpty();
        told.Next.Reports(At(9))!.Single().ShouldBe(new(Id(1), RunState.Succeeded, 0, "done", null, TimeSpan.FromSeconds(3)));

        var settled = told.Next.Told(5).Next;
        settled.Reports(At(6)).ShouldBeNull();
        settled.Ended[RunState.Succeeded].ShouldBe(1);
        settled.Memory.Begun.ShouldBe([new(Id(1), false)]);
    }

    [Fact]
    public void Given_a_run_that_was_settled_when_it_is_ordered_once_more_then_it_is_lost_and_not_begun()
    {
        var settled = New().Told(0, Order(1)).Next.Finish(Id(1), Good, At(1)).Next.Told(2).Next;

        var again = settled.Told(3, Order(1));

        again.Starts().ShouldBeEmpty();
        again.Next.Entries.Single().State.ShouldBe(RunState.Lost);
    }

    [Fact]
    public void Given_a_process_that_died_in_the_middle_then_the_next_one_tells_of_the_loss_unasked_and_begins_nothing_again()
    {
        var memory = New().Told(0, Order(1), Order(2)).Next.Memory;
        var next = New(memory);

        next.Reports(At(0))!.Select(r => (r.Run, r.State)).ShouldBe([(Id(1), RunState.Lost), (Id(2), RunState.Lost)]);
        next.Told(1, Order(1), Order(2)).Starts().ShouldBeEmpty();
        next.Told(1).Next.Reports(At(2)).ShouldBeNull();
    }

    [Fact]
    public void Given_an_older_term_then_new_runs_are_refused_and_those_that_run_go_on()
    {
        var book = New().Answer(7, [Order(1, term: 7)], At(3), At(0)).Next;

        var old = book.Answer(6, [Order(2, term: 6)], At(4), At(1));

        old.Starts().ShouldBeEmpty();
        old.Kills().ShouldBeEmpty();
        old.Next.Entries.Select(e => e.State).ShouldBe([RunState.Running, RunState.Refused]);
        old.Next.Answer(8, [Order(1, term: 8)], At(5), At(2)).Next.Entries.Single().State.ShouldBe(RunState.Running);
    }

    [Fact]
    public void Given_an_order_of_an_older_term_that_is_begun_already_then_it_may_still_be_cancelled()
    {
        var book = New().Answer(7, [Order(1, term: 7)], At(3), At(0)).Next;

        book.Answer(7, [Order(1, term: 6, cancel: true)], At(4), At(1)).Kills().ShouldBe([Id(1)]);
    }

    [Fact]
    public void Given_an_answer_that_comes_late_then_it_begins_nothing_and_the_next_one_does()
    {
        var late = New().Answer(1, [Order(1)], At(3), At(3));

        late.Starts().ShouldBeEmpty();
        late.Next.Reports(At(3)).ShouldBeNull();
        late.Next.Told(4, Order(1)).Starts().Count().ShouldBe(1);
    }

    [Fact]
    public void Given_what_cannot_be_run_then_it_is_refused_in_words()
    {
        var book = New().Told(
            0, Order(1, action: "rm"), Order(2, role: true), Order(3) with { TimeLimit = TimeSpan.Zero },
            Order(4) with { Arguments = new Dictionary<string, string> { ["1B"] = "" } }, Order(5, cancel: true)).Next;

        book.Reports(At(0))!.Select(r => r.State).ShouldBe([RunState.Refused, RunState.Refused, RunState.Refused, RunState.Refused, RunState.Cancelled]);
        book.Reports(At(0))!.ShouldAllBe(r => r.Message!.Length > 0 && r.Elapsed == null);
        book.Memory.Begun.ShouldBeEmpty();
    }

    [Fact]
    public void Given_an_action_with_a_limit_then_the_shorter_one_counts() =>
        New().Told(0, Order(1, action: "short")).Starts().Single().Deadline.ShouldBe(At(5));

    [Fact]
    public void Given_a_run_that_needs_the_role_then_it_ends_with_the_lease_and_its_deadline_moves_with_it()
    {
        var begun = New().Hold(new(3, At(2)), At(0)).Next.Told(0, Order(1, role: true));
        begun.Starts().Single().ShouldSatisfyAllConditions(start => start.Deadline.ShouldBe(At(2)), start => start.Epoch.ShouldBe(3));
        var moved = begun.Next.Hold(new(3, At(4)), At(1));
        moved.Effects.ShouldBe([new MoveRun(Id(1), At(4))]);

        moved.Next.Tick(At(3.9)).Effects.ShouldBeEmpty();
        var over = moved.Next.Tick(At(4));
        over.Kills().ShouldBe([Id(1)]);
        over.Next.Tick(At(5)).Effects.ShouldBeEmpty();
        over.Next.Finish(Id(1), Killed, At(5)).Next.Entries.Single().ShouldSatisfyAllConditions(
            e => e.State.ShouldBe(RunState.Cancelled), e => e.Message!.ShouldContain("role"), e => e.Output.ShouldBe("half"));
    }

    [Fact]
    public void Given_the_role_is_let_go_or_another_epoch_is_held_then_only_what_needs_it_is_killed()
    {
        var book = New().Hold(new(3, null), At(0)).Next.Told(0, Order(1, role: true), Order(2)).Next;

        book.Hold(default, At(1)).Kills().ShouldBe([Id(1)]);
        book.Hold(new(4, null), At(1)).Kills().ShouldBe([Id(1)]);
    }

    [Fact]
    public void Given_the_guard_was_faster_than_the_clock_here_then_the_cause_is_still_the_limit()
    {
        var end = New().Told(0, Order(1)).Next.Finish(Id(1), Killed, At(60.01));

        end.Kills().ShouldBeEmpty();
        end.Next.Entries.Single().State.ShouldBe(RunState.TimedOut);
    }

    [Fact]
    public void Given_the_guard_had_not_yet_heard_of_the_longer_lease_then_the_role_is_still_the_cause()
    {
        var book = New().Hold(new(3, At(2)), At(0)).Next.Told(0, Order(1, role: true)).Next.Hold(new(3, At(4)), At(1)).Next;

        book.Finish(Id(1), Killed with { IsOverdue = true }, At(2.1)).Next.Entries.Single().State.ShouldBe(RunState.Cancelled);
    }

    [Theory]
    [InlineData(0, RunState.Succeeded)]
    [InlineData(3, RunState.Failed)]
    [InlineData(null, RunState.Failed)]
    public void Given_an_end_that_nobody_here_caused_then_the_exit_code_decides(int? code, RunState expected)
    {
        var entry = New().Told(0, Order(1)).Next.Finish(Id(1), new(code, "why", ""), At(1)).Next.Entries.Single();

        (entry.State, entry.ExitCode, entry.Message).ShouldBe((expected, code, expected == RunState.Succeeded ? null : "why"));
    }

    [Fact]
    public void Given_a_cancel_then_it_is_killed_once_and_told_as_cancelled()
    {
        var cancelled = New().Told(0, Order(1)).Next.Told(1, Order(1, cancel: true));

        cancelled.Kills().ShouldBe([Id(1)]);
        cancelled.Next.Told(2, Order(1, cancel: true)).Effects.ShouldBeEmpty();
        cancelled.Next.Tick(At(70)).Effects.ShouldBeEmpty();
        cancelled.Next.Finish(Id(1), Killed, At(3)).Next.Entries.Single().State.ShouldBe(RunState.Cancelled);
    }

    [Fact]
    public void Given_a_run_that_is_no_longer_ordered_then_it_is_killed_and_forgotten_once_it_is_gone()
    {
        var dropped = New().Told(0, Order(1)).Next.Told(1);

        dropped.Kills().ShouldBe([Id(1)]);
        dropped.Next.Told(2).Next.IsIdle.ShouldBeFalse();
        dropped.Next.Finish(Id(1), Killed, At(3)).Next.Told(4).Next.Entries.ShouldBeEmpty();
    }

    [Fact]
    public void Given_more_than_may_run_at_a_time_then_the_rest_waits_untold()
    {
        var eight = New().Told(0, [.. Enumerable.Range(1, 8).Select(i => Order(i))]).Next;

        var more = eight.Told(1, [.. Enumerable.Range(2, 8).Select(i => Order(i))]);
        more.Starts().ShouldBeEmpty();
        more.Next.Reports(At(1))!.Count.ShouldBe(RunReport.MostRuns);
        var room = more.Next.Finish(Id(1), Killed, At(2)).Next.Told(3, [.. Enumerable.Range(2, 8).Select(i => Order(i))]);
        room.Starts().Single().Order.Run.ShouldBe(Id(9));
    }

    [Fact]
    public void Given_that_the_worker_leaves_then_everything_is_killed_and_nothing_begun()
    {
        var left = New().Told(0, Order(1), Order(2)).Next.Leave("the worker stops");

        left.Kills().ShouldBe([Id(1), Id(2)]);
        left.Next.IsIdle.ShouldBeFalse();
        var gone = left.Next.Finish(Id(1), Killed, At(1)).Next.Finish(Id(2), Killed, At(1)).Next;
        gone.IsIdle.ShouldBeTrue();
        gone.Told(2, Order(1), Order(2), Order(3)).Next.Reports(At(2))!.ShouldAllBe(r => r.State == RunState.Cancelled && r.Message!.Contains("the worker stops"));
    }

    [Fact]
    public void Given_more_runs_than_are_remembered_then_the_oldest_are_forgotten()
    {
        var memory = Enumerable.Range(0, RunMemory.MostBegun + 5).Aggregate(RunMemory.Nothing, (m, i) => m.Begin(Id(i)));

        memory.Begun.Count.ShouldBe(RunMemory.MostBegun);
        memory.Knows(Id(4)).ShouldBeFalse();
        memory.Knows(Id(5)).ShouldBeTrue();
    }
}
