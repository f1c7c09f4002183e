using EventCluster.Contracts.Cluster;

namespace EventCluster.ControlPlane.Status;

/// <summary>What a person should know of the control plane instances.</summary>
internal static class InstanceFindings
{
    internal static IEnumerable<Finding> Of(LiveView? live)
    {
        foreach (var (name, instance) in live?.Gone ?? [])
        {
            yield return new(
                "instanceGone", HealthState.Degraded, null, $"The control plane instance {name} at {instance.Address} does not answer {live!.Instance}, and was not stopped in order.",
                $"Start it again, or mend the way to it. If it does not come back: DELETE /v1/scheduler/instances/{name}");
        }

        if (live is { IsThroughOutage: true })
        {
            yield return new(
                "storeOutageHeld", HealthState.Critical, null, "The store is away. The active node's lease goes on because every other control plane instance has promised not to begin a term; nothing is decided meanwhile.",
                "Bring the database back; then everything goes on by itself. If one of the instances stops, the service stops with its lease.");
        }

        if (live is { IsThroughOutage: false, OutageNotCovered: { } why })
        {
            yield return new(
                "storeOutageNotCovered", HealthState.Degraded, null, $"storeOutage is hold, but if the store went away now, the service would stop: {why}",
                "Bring every control plane instance back, or remove those that do not come back.");
        }
    }
}
