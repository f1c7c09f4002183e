using System.Text.Json;
using EventCluster.ControlPlane.Audit;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Jobs;

namespace EventCluster.ControlPlane.Jobs.BuiltIn;

/// <summary>Writes down how far the history goes. Its output is the head, which every instance takes from the recorded run and writes down, too.</summary>
internal sealed class AuditCheckpoint(ClusterLog log, Checkpoints checkpoints) : IUpkeep
{
    public string Name => BuiltInJobs.AuditCheckpoint.Name;

    public Task<UpkeepResult> RunAsync(UpkeepOrder order, CancellationToken cancellation)
    {
        var (version, hash) = log.Head;
        if (checkpoints.Newest is { } newest && newest > version)
        {
            return Task.FromResult<UpkeepResult>(new(
                "", $"The history ends at version {version}, but a checkpoint tells of version {newest}: its end was cut off. GET /v1/audit/verify says more."));
        }

        checkpoints.Keep(version, hash);
        return Task.FromResult<UpkeepResult>(new(JsonSerializer.Serialize(new(version, hash), CheckpointJson.Default.HistoryHead)));
    }

    /// <summary>The head that a run has recorded; null where it is none.</summary>
    internal static HistoryHead? Recorded(RunEvent e)
    {
        if (e is not RunEnded { Status: RunStatus.Succeeded, Output: { } output } ended || ended.Job != BuiltInJobs.AuditCheckpoint.Name)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(output, CheckpointJson.Default.HistoryHead);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
