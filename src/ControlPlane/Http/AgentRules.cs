using EventCluster.Contracts.Jobs;
using EventCluster.Contracts.Nodes;

namespace EventCluster.ControlPlane.Http;

/// <summary>Bounds of what agents say. Everything that reaches the history or memory has one.</summary>
internal static class AgentRules
{
    private const int LongestName = 200;
    private const int LongestText = 2_000;
    private const int MostChecks = 100;
    private static readonly TimeSpan LongestStop = TimeSpan.FromHours(1);
    private static readonly string[] Roles = ["web", "service"];

    internal static void Check(JoinRequest join)
    {
        Dictionary<string, string[]> errors = new(StringComparer.Ordinal);
        foreach (var (name, value) in Texts(join))
        {
            if (value is { Length: > LongestName })
            {
                errors[name] = [$"has {value.Length} characters; at most {LongestName} are allowed."];
            }
        }

        if (join.Roles.Count == 0 || join.Roles.Except(Roles).Any())
        {
            errors["roles"] = [$"is [{string.Join(", ", join.Roles.Take(5))}]; it must have one or both of {string.Join(", ", Roles)}."];
        }

        if (join.StopBound < TimeSpan.Zero || join.StopBound > LongestStop)
        {
            errors["stopBound"] = [$"is {join.StopBound:c}; it must be from 00:00:00 to {LongestStop:c}."];
        }

        if (join.Boot == Guid.Empty || join.Id == Guid.Empty)
        {
            errors[join.Id == Guid.Empty ? "id" : "boot"] = ["must not be the empty UUID."];
        }

        if (join.Actions is { Count: > ActionRules.MostActions })
        {
            errors["actions"] = [$"has {join.Actions.Count} names; at most {ActionRules.MostActions} are allowed."];
        }
        else if (join.Actions?.FirstOrDefault(a => !ActionRules.IsName(a)) is { } wrong)
        {
            errors["actions"] = [$"has '{ActionRules.Shorten(wrong)}'; {ActionRules.NameForm}"];
        }

        ThrowIfAny(errors);
    }

    internal static void Check(HeartbeatRequest heartbeat)
    {
        if (heartbeat.Sequence < 1 || heartbeat.Epoch < 0 || heartbeat.Released < 0)
        {
            throw ProblemException.Invalid("sequence", "must be 1 or more, and 'epoch' and 'released' 0 or more.");
        }

        if (heartbeat.Checks.Count > MostChecks)
        {
            throw ProblemException.Invalid("checks", $"has {heartbeat.Checks.Count} entries; at most {MostChecks} are allowed.");
        }

        foreach (var check in heartbeat.Checks)
        {
            if (check.Name.Length is 0 or > LongestName || check.Message.Length > LongestText)
            {
                throw ProblemException.Invalid("checks", $"has a name longer than {LongestName} or a message longer than {LongestText} characters, or an empty name.");
            }
        }

        if (heartbeat.ReleaseReason is { Length: > LongestText })
        {
            throw ProblemException.Invalid("releaseReason", $"has {heartbeat.ReleaseReason.Length} characters; at most {LongestText} are allowed.");
        }

        CheckRuns(heartbeat.Runs ?? []);
    }

    private static void CheckRuns(IReadOnlyList<RunReport> runs)
    {
        if (runs.Count > RunReport.MostRuns)
        {
            throw ProblemException.Invalid("runs", $"has {runs.Count} entries; at most {RunReport.MostRuns} are allowed.");
        }

        foreach (var run in runs)
        {
            if (run.Output is { Length: > RunReport.LongestOutput } || run.Message is { Length: > LongestText })
            {
                throw ProblemException.Invalid("runs", $"has an output longer than {RunReport.LongestOutput} or a message longer than {LongestText} characters.");
            }

            if (run.Elapsed < TimeSpan.Zero)
            {
                throw ProblemException.Invalid("runs", $"has an elapsed time of {run.Elapsed:c}; it must not be negative.");
            }
        }
    }

    private static IEnumerable<(string Name, string? Value)> Texts(JoinRequest join) =>
    [
        ("name", join.Name), ("home", join.Home), ("product", join.Product), ("productVersion", join.ProductVersion), ("workerVersion", join.WorkerVersion),
        ("address", join.Address), ("operatingSystem", join.OperatingSystem), ("keyFingerprint", join.KeyFingerprint),
    ];

    private static void ThrowIfAny(Dictionary<string, string[]> errors)
    {
        if (errors.Count > 0)
        {
            throw ProblemException.Invalid(errors);
        }
    }
}
