using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Log;
using EventCluster.Domain.Jobs;

namespace EventCluster.ControlPlane.Jobs.BuiltIn;

/// <summary>
/// Deletes the queues of removed nodes that are still there: one is deleted when its node is removed, unless the broker, or the instance that would have done
/// it, was away just then.
/// </summary>
internal sealed class LeftQueues(ClusterLog log, BusLink? link = null) : IUpkeep
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public string Name => BuiltInJobs.QueueRemoval.Name;

    public async Task<UpkeepResult> RunAsync(UpkeepOrder order, CancellationToken cancellation)
    {
        if (link is null)
        {
            return new("There is no message bus, and so no queue.");
        }

        var state = log.State;
        List<string> kept = [];
        var removed = state.RemovedTokens.Values.Distinct(StringComparer.Ordinal).Where(name => !state.Nodes.ContainsKey(name)).ToList();
        foreach (var name in removed)
        {
            cancellation.ThrowIfCancellationRequested();

            // It may have joined again meanwhile.
            if (!log.State.Nodes.ContainsKey(name) && !await link.DeleteQueueAsync(name, Limit))
            {
                kept.Add(name);
            }
        }

        var output = $"{removed.Count - kept.Count} of {removed.Count} removed nodes have certainly no queue.";
        return kept.Count == 0 ? new(output) : new(output, $"The broker did not answer, or refused, for {kept.Count} of them; it removes their queues when they expire.");
    }
}
