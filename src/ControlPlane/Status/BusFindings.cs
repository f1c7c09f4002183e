using EventCluster.Contracts.Cluster;
using EventCluster.Domain.State;

namespace EventCluster.ControlPlane.Status;

/// <summary>What a person should know of the message bus. Nothing of it stops the cluster: everything goes over HTTP meanwhile.</summary>
internal static class BusFindings
{
    private const string Mend = "Nothing has to be done here: everything goes over HTTP meanwhile, and back to the bus by itself. Start or reach the broker, or mend EventCluster__Bus__Uri.";

    internal static IEnumerable<Finding> Of(ClusterState state, LiveView? live)
    {
        if (live is { Bus: null, IsWithoutHolder: false })
        {
            // Whatever the history says of a bus that was used before.
            yield break;
        }

        if (live?.Bus?.Away is { } away)
        {
            yield return new("brokerAway", HealthState.Degraded, null, $"{live.Instance} is without the message broker since {away.Since:yyyy-MM-dd HH:mm:ss} UTC: {away.Why}", Mend);
        }
        else if (state.BrokerOutage is { } outage && live is not { Acts: true })
        {
            yield return new("brokerAway", HealthState.Degraded, null, $"The message broker is away since {outage.Since:yyyy-MM-dd HH:mm:ss} UTC: {outage.Why}", Mend);
        }

        foreach (var node in live?.Bus?.OffBus ?? [])
        {
            yield return new(
                "nodeOffBus", HealthState.Degraded, node, $"{node} sends its heartbeats over HTTP although the message broker is there.",
                "Look at the settings EventCluster__Bus__* of its worker, at its log, and whether its machine reaches the broker.");
        }

        if (live?.Bus is { ForeignKeys: { Count: > 0 } names })
        {
            yield return new(
                "busKeyMismatch", HealthState.Degraded, names is [var only] && state.Nodes.ContainsKey(only) ? only : null,
                $"Messages on the bus that say to be from {string.Join(", ", names)} are sealed with another encryption key, and refused.",
                "Set the same EncryptionKey on every machine; if it is the same, somebody else uses the cluster's name on this broker.");
        }
    }
}
