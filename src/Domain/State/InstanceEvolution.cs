using EventCluster.Domain.Events;

namespace EventCluster.Domain.State;

/// <summary>What events make of the known control plane instances.</summary>
public static class InstanceEvolution
{
    /// <summary>The cluster after an event about an instance; unchanged after others.</summary>
    public static ClusterState Apply(ClusterState state, ClusterEvent e) => e switch
    {
        InstanceJoined j => state with { Instances = state.Instances.SetItem(j.Instance, new(j.Address, j.KeyFingerprint, Left: false)) },
        InstanceLeft l when state.Instances.TryGetValue(l.Instance, out var known) =>
            state with { Instances = state.Instances.SetItem(l.Instance, known with { Left = true }) },
        InstanceRemoved r => state with { Instances = state.Instances.Remove(r.Instance) },
        SchedulerActivated a when !state.Instances.ContainsKey(a.Instance) =>
            state with { Instances = state.Instances.Add(a.Instance, new(a.Address, KeyFingerprint: null, Left: false)) },
        _ => state,
    };
}
