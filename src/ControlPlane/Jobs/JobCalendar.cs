using System.Collections.Concurrent;
using EventCluster.Domain.Jobs;
using EventCluster.Domain.State;
using Quartz;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>When jobs fire: cron expressions as Quartz reads them, and intervals. The same on every instance, whatever its clock says.</summary>
internal sealed class JobCalendar
{
    /// <summary>So many fire times that have come are counted one by one.</summary>
    internal const int MostCounted = 10_000;

    private const int MostParsed = 1_000;
    private readonly ConcurrentDictionary<JobSchedule, CronExpression> _parsed = new();

    /// <summary>What is wrong with a schedule, each value by its name; empty where nothing is.</summary>
    internal IReadOnlyDictionary<string, string[]> Check(JobSchedule schedule, DateTime now)
    {
        Dictionary<string, string[]> errors = new(StringComparer.Ordinal);
        if (schedule.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            errors["timeZone"] = [$"is '{zone}', which this machine does not know; it must be an IANA name such as Europe/Vienna, or be left out for UTC."];
        }
        else if (schedule.Cron is { } cron)
        {
            try
            {
                if (Parse(schedule).GetNextValidTimeAfter(now) is null)
                {
                    errors["cron"] = [$"is '{cron}', which never fires again. Check its day, month and year."];
                }
            }
            catch (FormatException wrong)
            {
                errors["cron"] = [$"is '{cron}', which is no cron expression: {wrong.Message.TrimEnd('.')}. It must have six or seven fields: seconds, minutes, hours, day of month, month, day of week, and a year or nothing; for example '0 30 2 * * ?'."];
            }
        }

        return errors;
    }

    /// <summary>The first fire time after an instant; null for never.</summary>
    internal DateTime? Next(Job job, DateTime after)
    {
        if (job.Definition.Schedule is { Interval: { } interval })
        {
            return job.Anchor + (interval * (After(job.Anchor, after, interval) + 1));
        }

        return Parse(job.Definition.Schedule).GetNextValidTimeAfter(after)?.UtcDateTime;
    }

    /// <summary>The next fire times after an instant.</summary>
    internal IReadOnlyList<DateTime> Upcoming(Job job, DateTime after, int count)
    {
        List<DateTime> times = [];
        for (var next = Next(job, after); next is { } time && times.Count < count; next = Next(job, time))
        {
            times.Add(time);
        }

        return times;
    }

    /// <summary>The fire times after an instant, up to and with another.</summary>
    internal DueTimes Due(Job job, DateTime after, DateTime through)
    {
        List<DateTime> times = [];
        for (var next = Next(job, after); next <= through; next = Next(job, times[^1]))
        {
            if (times.Count == MostCounted)
            {
                times.Add(Newest(job, through));
                return new(times, More: true);
            }

            times.Add(next.Value);
        }

        return new(times);
    }

    private DateTime Newest(Job job, DateTime through) => job.Definition.Schedule is { Interval: { } interval }
        ? job.Anchor + (interval * After(job.Anchor, through, interval))
        : Parse(job.Definition.Schedule).GetPreviousValidTimeBefore(new DateTimeOffset(through).AddSeconds(1))?.UtcDateTime ?? through;

    private static long After(DateTime anchor, DateTime instant, TimeSpan interval) => Math.Max(0, (instant - anchor).Ticks / interval.Ticks);

    /// <exception cref="FormatException">It is none.</exception>
    private CronExpression Parse(JobSchedule schedule)
    {
        if (_parsed.TryGetValue(schedule, out var known))
        {
            return known;
        }

        var parsed = CronExpression.Parse(schedule.Cron!).WithTimeZone(schedule.TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc);
        if (_parsed.Count >= MostParsed)
        {
            _parsed.Clear();
        }

        return _parsed[schedule] = parsed;
    }
}
