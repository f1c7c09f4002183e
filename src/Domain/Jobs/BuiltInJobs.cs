using EventCluster.Domain.Events;
using EventCluster.Domain.State;

namespace EventCluster.Domain.Jobs;

/// <summary>The jobs that every cluster has. They are defined by the first term that misses them, and adjusted and paused like others, but not removed.</summary>
public static class BuiltInJobs
{
    /// <summary>How old a heartbeat may become.</summary>
    public static readonly DurationParameter HeartbeatAge = new("age", TimeSpan.FromHours(6), TimeSpan.FromMinutes(10), TimeSpan.FromDays(30));

    /// <summary>How many heartbeats are kept. The greatest value is kept even while the job is paused.</summary>
    public static readonly CountParameter HeartbeatCount = new("count", 200_000, 1_000, 500_000);

    /// <summary>How old an event of a run may become.</summary>
    public static readonly DurationParameter RunAge = new("age", TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromDays(3_660));

    /// <summary>How many events of runs are kept. The greatest value is kept even while the job is paused.</summary>
    public static readonly CountParameter RunCount = new("count", 100_000, 1_000, 200_000);

    /// <summary>Lets old heartbeats go.</summary>
    public static readonly BuiltInJob HeartbeatRetention = new(
        "heartbeat-retention", "Lets heartbeats go that are too old or too many.", "0 0/5 * * * ?", TimeSpan.FromMinutes(5), HeartbeatAge, HeartbeatCount);

    /// <summary>Lets old runs go.</summary>
    public static readonly BuiltInJob RunRetention = new(
        "run-retention", "Lets runs of jobs go that are too old or too many.", "0 12 * * * ?", TimeSpan.FromMinutes(5), RunAge, RunCount);

    /// <summary>Exports the head of the history.</summary>
    public static readonly BuiltInJob AuditCheckpoint = new(
        "audit-checkpoint", "Writes down, signed, how far the history goes, so that a cut tail is found.", "0 7 * * * ?", TimeSpan.FromMinutes(5));

    /// <summary>Checks the history.</summary>
    public static readonly BuiltInJob StoreCheck = new(
        "store-check", "Walks the hash chain of the history, compares it with the checkpoints, and folds it anew beside the live view.", "0 17 3 * * ?", TimeSpan.FromHours(1));

    /// <summary>Deletes queues of removed nodes.</summary>
    public static readonly BuiltInJob QueueRemoval = new(
        "queue-removal", "Deletes the queues that removed nodes have left behind on the message bus.", "0 37 * * * ?", TimeSpan.FromMinutes(5));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BuiltInJob> All { get; } = [AuditCheckpoint, HeartbeatRetention, QueueRemoval, RunRetention, StoreCheck];

    /// <summary>The built-in job of a name; null for others.</summary>
    public static BuiltInJob? Find(string name) => All.FirstOrDefault(job => job.Name == name);

    /// <summary>What defines those that a cluster does not have yet.</summary>
    internal static IEnumerable<ClusterEvent> Missing(ClusterState state) =>
        All.Where(job => !state.Jobs.ContainsKey(job.Name)).Select(job => new JobDefined(job.Name, job.Definition, Paused: false));

    /// <summary>What is wrong with an adjusted definition, each value by its name.</summary>
    internal static void Check(BuiltInJob job, JobDefinition wanted, Dictionary<string, string[]> errors)
    {
        if (wanted.Target != JobTarget.ControlPlane)
        {
            errors["target"] = [$"cannot be changed: '{job.Name}' is built in and runs on the control plane. Leave it out."];
        }

        if (wanted.Action != job.Name)
        {
            errors["action"] = [$"cannot be changed: '{job.Name}' is built in. Leave it out."];
        }

        foreach (var (name, value) in wanted.Arguments)
        {
            if (job.Parameters.FirstOrDefault(p => p.Name == name) is not { } parameter)
            {
                errors["arguments"] = [$"has '{name}', which '{job.Name}' does not know. It knows {(job.Parameters.Count == 0 ? "none" : string.Join(", ", job.Parameters.Select(p => p.Name)))}."];
            }
            else if (!parameter.Allows(value))
            {
                errors["arguments"] = [$"has '{name}' with the value '{value}'; it must be {parameter.Bounds}."];
            }
        }
    }
}
