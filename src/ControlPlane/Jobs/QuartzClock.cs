using EventCluster.ControlPlane.Settings;
using EventCluster.Domain.State;
using Quartz;

namespace EventCluster.ControlPlane.Jobs;

/// <summary>
/// The scheduler of this instance: Quartz with a job store on a database. It wakes the keeper when a job is due, and nothing else: what is due follows from
/// the definitions and the runs, so a database that is lost, stale or held by somebody costs promptness only. Its calls are never cancelled halfway:
/// each of its statements has a time limit, and a scheduler that was cancelled while it starts cannot be closed.
/// </summary>
internal sealed class QuartzClock(ControlPlaneSettings settings, DueBell bell, JobCalendar calendar, TimeProvider clock, ILoggerFactory loggers) : IAsyncDisposable
{
    private const string Group = "jobs";
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(1);
    private IScheduler? _scheduler;

    /// <summary>Whether it fires.</summary>
    internal bool IsRunning => _scheduler?.Status == SchedulerStatus.Running;

    /// <summary>Makes the stored triggers what the definitions say, and begins to fire.</summary>
    /// <returns>How many differences were repaired.</returns>
    internal async Task<int> StartAsync(ClusterState state)
    {
        var scheduler = _scheduler ??= await QuartzDatabase.OpenAsync(state.Name, settings, bell, clock, loggers);
        var wanted = state.Jobs.Values.Where(j => !j.Paused).ToDictionary(j => j.Name, StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        HashSet<string> right = new(StringComparer.Ordinal);
        List<JobKey> wrong = [];
        foreach (var stored in await StoredAsync(scheduler))
        {
            if (wanted.TryGetValue(stored.Key.Name, out var job) && stored.Description == Mark(job) && stored.State == TriggerState.Normal && stored.NextFireTimeUtc > now)
            {
                right.Add(job.Name);
            }
            else
            {
                wrong.Add(stored.JobKey);
            }
        }

        await scheduler.DeleteJobs(wrong);
        Dictionary<IJobDetail, IReadOnlyCollection<ITrigger>> missing = [];
        foreach (var job in wanted.Values.Where(j => !right.Contains(j.Name)))
        {
            if (Trigger(job) is { } trigger)
            {
                missing[Detail(job.Name)] = [trigger];
            }
        }

        if (missing.Count > 0)
        {
            await scheduler.ScheduleJobs(missing, new ScheduleJobOptions { Replace = true });
        }

        await scheduler.Start();
        return wrong.Count + missing.Keys.Count(d => !wrong.Contains(d.Key));
    }

    /// <summary>Makes the stored trigger of one job what its definition says.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="job">Null where it was removed.</param>
    internal async Task ApplyAsync(string name, Job? job)
    {
        if (_scheduler is not { } scheduler)
        {
            return;
        }

        if (job is { Paused: false } && Trigger(job) is { } trigger)
        {
            await scheduler.ScheduleJob(Detail(name), [trigger], new ScheduleJobOptions { Replace = true });
        }
        else
        {
            await scheduler.DeleteJob(new JobKey(name, Group));
        }
    }

    /// <summary>Stops firing; what is stored stays.</summary>
    internal async Task StandByAsync()
    {
        if (_scheduler is { Status: SchedulerStatus.Running } scheduler)
        {
            await scheduler.Standby();
        }
    }

    /// <summary>Lets the scheduler go, so that the next start opens its database anew.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _scheduler, null) is { } scheduler)
        {
            await scheduler.Shutdown(waitForJobsToComplete: false).AsTask().WaitAsync(CloseLimit, clock);
        }
    }

    private static async Task<List<TriggerHeader>> StoredAsync(IScheduler scheduler)
    {
        List<TriggerHeader> all = [];
        bool more;
        do
        {
            var page = await scheduler.QueryTriggers(new TriggerQuery { Skip = all.Count });
            all.AddRange(page.Items);
            more = page.HasMore;
        }
        while (more);
        return all;
    }

    private static IJobDetail Detail(string name) => JobBuilder.Create<DueJob>().WithIdentity(name, Group).StoreDurably().Build();

    /// <summary>The trigger of a job from now on; null where it never fires again.</summary>
    private ITrigger? Trigger(Job job)
    {
        if (calendar.Next(job, clock.GetUtcNow().UtcDateTime) is not { } next)
        {
            return null;
        }

        var trigger = TriggerBuilder.Create(clock).WithIdentity(job.Name, Group).WithDescription(Mark(job)).ForJob(new JobKey(job.Name, Group)).StartAt(next);
        var schedule = job.Definition.Schedule;
        return schedule.Interval is { } interval
            ? trigger.WithSimpleSchedule(s => s.WithInterval(interval).RepeatForever()).Build()
            : trigger.WithCronSchedule(
                schedule.Cron!, s => s.InTimeZone(schedule.TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc)).Build();
    }

    /// <summary>Which definition a stored trigger follows.</summary>
    private static string Mark(Job job) => $"definition {job.DefinedVersion}";
}
