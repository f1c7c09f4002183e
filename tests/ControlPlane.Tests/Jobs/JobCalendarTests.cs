using EventCluster.ControlPlane.Jobs;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Tests.Jobs;

public sealed class JobCalendarTests
{
    private static readonly DateTime Time = new(2026, 3, 28, 12, 0, 0, DateTimeKind.Utc);
    private readonly JobCalendar _calendar = new();

    [Fact]
    public void Given_an_interval_When_fire_times_are_asked_for_Then_they_lie_on_its_grid_whoever_asks_and_when()
    {
        var job = Of(new(null, null, TimeSpan.FromSeconds(7)));
        _calendar.Next(job, Time).ShouldBe(Time.AddSeconds(7));
        _calendar.Next(job, Time.AddSeconds(7)).ShouldBe(Time.AddSeconds(14));
        _calendar.Next(job, Time.AddSeconds(20.9)).ShouldBe(Time.AddSeconds(21));
        _calendar.Next(job, Time.AddDays(-1)).ShouldBe(Time.AddSeconds(7), "not before its definition");
        _calendar.Due(job, Time, Time.AddSeconds(21)).Times.ShouldBe([Time.AddSeconds(7), Time.AddSeconds(14), Time.AddSeconds(21)]);
    }

    [Fact]
    public void Given_a_zone_with_summer_time_When_the_hour_is_left_out_Then_a_job_of_each_day_still_has_one_fire_time_a_day()
    {
        var times = _calendar.Upcoming(Of(new("0 0 12 * * ?", "Europe/Vienna", null)), Time, 3);
        times.ShouldBe([new(2026, 3, 29, 10, 0, 0, DateTimeKind.Utc), new(2026, 3, 30, 10, 0, 0, DateTimeKind.Utc), new(2026, 3, 31, 10, 0, 0, DateTimeKind.Utc)]);
    }

    [Theory]
    [InlineData("* * * * * ?", null)]
    [InlineData(null, 1)]
    public void Given_more_fire_times_than_are_counted_When_they_are_due_Then_the_newest_is_still_known(string? cron, int? seconds)
    {
        var due = _calendar.Due(Of(new(cron, null, seconds is { } s ? TimeSpan.FromSeconds(s) : null)), Time, Time.AddDays(1));
        (due.More, due.Times.Count, due.Times[^1]).ShouldBe((true, JobCalendar.MostCounted + 1, Time.AddDays(1)));
    }

    private static Job Of(JobSchedule schedule) => new(
        "job", new(schedule, "all", "report", new Dictionary<string, string>(), TimeSpan.FromMinutes(1), OverlapPolicy.Forbid, MisfirePolicy.Skip, 0, TimeSpan.Zero), false, 1, 1, Time, Time);
}
