using EventCluster.Domain.Jobs;
using EventCluster.Domain.Tests.Scenarios;

namespace EventCluster.Domain.Tests.Jobs;

public sealed class RunEvolutionTests
{
    [Fact]
    public void Given_many_runs_When_they_are_folded_Then_the_book_stays_bounded_and_outputs_go_first()
    {
        var planned = Planned.With(Planned.Definition("node:a"), "a");
        for (var i = 0; i < JobRuns.MostRecent + 50; i++)
        {
            planned.Now += TimeSpan.FromSeconds(10);
            planned.Fire(0);
            planned.Fold(RunEndings.End(planned.InFlight("a"), planned.World.State, RunStatus.Succeeded, null, planned.Now, 1, 0, "output"));
        }

        var recent = planned.Book.Jobs["job"].Recent;
        recent.Count.ShouldBe(JobRuns.MostRecent);
        recent.Count(r => r.End!.Output is not null).ShouldBe(JobRuns.MostOutputs);
        recent[^1].End!.Output.ShouldBe("output");
    }

    [Fact]
    public void Given_only_the_mark_of_a_term_When_it_is_folded_Then_it_is_known_how_far_each_job_has_come()
    {
        var began = new SchedulingBegan(Some.Time, 7, "cp-2", new Dictionary<string, RunCursor> { ["job"] = new(Some.Time.AddDays(-1), 42) });
        var book = RunEvolution.Evolve(RunBook.Empty, 900, began);
        (book.Version, book.Term, book.Cursor("job")).ShouldBe((900, 7L, new RunCursor(Some.Time.AddDays(-1), 42)));
        book.Cursor("other").ShouldBe(new RunCursor());
    }

    [Fact]
    public void Given_a_removed_job_When_a_term_begins_Then_it_is_forgotten_once_none_of_its_runs_goes_on()
    {
        var planned = Planned.With(Planned.Definition("node:a"), "a");
        planned.Fire(0);
        var began = new SchedulingBegan(Some.Time, 2, "cp-2", new Dictionary<string, RunCursor>());
        planned.Fold(began);
        planned.Book.Jobs.ShouldContainKey("job");
        planned.End("a", RunStatus.Succeeded);
        planned.Fold(began);
        planned.Book.Jobs.ShouldBeEmpty();
    }

    [Fact]
    public void Given_an_event_about_nothing_known_When_it_is_folded_Then_only_the_version_moves() =>
        RunEvolution.Evolve(RunBook.Empty, 5, new RunEnded(Some.Time, 1, "job", Some.Id("run"), "a", RunStatus.Failed, 1, null, null, null, Some.Time))
            .ShouldBe(RunBook.Empty with { Version = 5 });

    [Theory]
    [InlineData("RunVanished", "{}")]
    [InlineData("RunBegun", "not json")]
    public void Given_what_this_version_cannot_read_When_it_is_read_Then_nothing_is_guessed(string type, string data) =>
        RunCodec.Read(type, System.Text.Encoding.UTF8.GetBytes(data)).ShouldBeNull();
}
