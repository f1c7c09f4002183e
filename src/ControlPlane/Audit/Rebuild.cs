using System.Text.Json;
using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Errors;
using EventCluster.ControlPlane.Http;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Audit;

/// <summary>Folds the history anew beside the live view and compares both at the same version.</summary>
internal sealed class Rebuild(ClusterLog log, TimeProvider clock)
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Folds and compares. One at a time.</summary>
    internal async Task<RebuildReport> RunAsync(CancellationToken cancellation)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, cancellation))
        {
            throw new ProblemException(ProblemCodes.Conflict, "A rebuild goes on already. Wait for it to end.");
        }

        try
        {
            return await CompareAsync(log.State, cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<RebuildReport> CompareAsync(ClusterState live, CancellationToken cancellation)
    {
        var begin = clock.GetTimestamp();
        var state = await log.AtVersionAsync(live.Version, cancellation);
        var elapsed = clock.GetElapsedTime(begin);
        var difference = JsonDifference.First(Element(live), Element(state));
        return new(difference is null, state.Version + 1, elapsed, difference);
    }

    private static JsonElement Element(ClusterState state) => JsonSerializer.SerializeToElement(state);
}
