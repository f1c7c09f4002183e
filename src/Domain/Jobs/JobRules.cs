using EventCluster.Domain.State;

namespace EventCluster.Domain.Jobs;

/// <summary>
/// Which definitions are allowed in a cluster. Whether a cron expression ever fires, and whether its zone is known, is asked elsewhere: both need a calendar.
/// So is the form of actions and arguments, which is a matter between whoever asks and the workers.
/// </summary>
public static class JobRules
{
    /// <summary>Most jobs of a cluster.</summary>
    public const int MostJobs = 500;

    private const int MostRetries = 10;
    private const int LongestCron = 200;
    private const int NamesShown = 10;
    private const int CharactersShown = 63;
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(366);
    private static readonly TimeSpan LongestDay = TimeSpan.FromDays(1);

    /// <summary>What is wrong with a definition, each value by its name; empty where nothing is.</summary>
    public static IReadOnlyDictionary<string, string[]> Check(ClusterState state, string name, JobDefinition job)
    {
        Dictionary<string, string[]> errors = new(StringComparer.Ordinal);
        CheckSchedule(job.Schedule, errors);
        if (BuiltInJobs.Find(name) is { } builtIn)
        {
            BuiltInJobs.Check(builtIn, job, errors);
        }
        else
        {
            CheckTarget(state, job.Target, errors);
            CheckAction(state, job, errors);
        }

        Range(errors, "timeLimit", job.TimeLimit, TimeSpan.FromSeconds(1), LongestDay);
        Range(errors, "retryDelay", job.RetryDelay, TimeSpan.Zero, LongestDay);
        if (job.Retries is < 0 or > MostRetries)
        {
            errors["retries"] = [$"is {job.Retries}; it must be from 0 to {MostRetries}."];
        }

        return errors;
    }

    private static void CheckSchedule(JobSchedule schedule, Dictionary<string, string[]> errors)
    {
        if (schedule.Cron is null == schedule.Interval is null)
        {
            errors["schedule"] = [schedule.Cron is null ? "has neither 'cron' nor 'interval'; set one of them." : "has both 'cron' and 'interval'; set one of them."];
        }
        else if (schedule.Interval is { } interval)
        {
            Range(errors, "interval", interval, ShortestInterval, LongestInterval);
            if (interval.Ticks % TimeSpan.TicksPerMillisecond != 0)
            {
                errors["interval"] = [$"is {interval:c}; it must be a whole number of milliseconds."];
            }
        }
        else if (schedule.Cron!.Length > LongestCron)
        {
            errors["cron"] = [$"has {schedule.Cron.Length} characters; at most {LongestCron} are allowed."];
        }

        if (schedule.TimeZone is not null && schedule.Cron is null)
        {
            errors["timeZone"] = ["means something with 'cron' only; leave it out."];
        }
    }

    private static void CheckTarget(ClusterState state, string target, Dictionary<string, string[]> errors)
    {
        if (JobTarget.Node(target) is { } node)
        {
            if (!state.Nodes.ContainsKey(node))
            {
                errors["target"] = [$"names the node '{Shorten(node)}', which is not known. {Known("Nodes", state.Nodes.Keys)}"];
            }
        }
        else if (target == JobTarget.ControlPlane)
        {
            errors["target"] = [$"is {target}, where only built-in jobs run: {string.Join(", ", BuiltInJobs.All.Select(job => job.Name))}."];
        }
        else if (target is not (JobTarget.Active or JobTarget.All))
        {
            errors["target"] = [$"is '{Shorten(target)}'; it must be {JobTarget.Active}, {JobTarget.All} or node:NAME."];
        }
    }

    /// <summary>An action that no joined node offers is taken for a mistake; while no node has joined nothing is known.</summary>
    private static void CheckAction(ClusterState state, JobDefinition job, Dictionary<string, string[]> errors)
    {
        var eligible = state.Nodes.Values.Where(n => JobTarget.Node(job.Target) switch
        {
            { } name => n.Name == name,
            null => job.Target == JobTarget.All || n.Facts.Service,
        }).ToArray();
        if (eligible.Length > 0 && !eligible.Any(n => n.Facts.Offers(job.Action)))
        {
            var offered = eligible.SelectMany(n => n.Facts.Actions ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            errors["action"] = [$"is '{job.Action}', which no node that the job may run on offers. {Known("Offered", offered)} Add it to the worker's own configuration and start the worker anew."];
        }
    }

    private static void Range(Dictionary<string, string[]> errors, string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            errors[name] = [$"is {value:c}; it must be from {least:c} to {most:c}."];
        }
    }

    private static string Known(string what, IEnumerable<string> names)
    {
        var all = names.ToArray();
        return all.Length == 0 ? $"{what}: none." : $"{what}: {string.Join(", ", all.Take(NamesShown))}{(all.Length > NamesShown ? ", …" : "")}.";
    }

    private static string Shorten(string text) => text.Length <= CharactersShown ? text : text[..CharactersShown] + "…";
}
