using System.Collections.Immutable;
using EventCluster.Domain.Events;
using EventCluster.Domain.History;

namespace EventCluster.Domain.State;

/// <summary>The fold: what each event makes of the cluster. Total: an event about something unknown changes only the version.</summary>
public static class Evolution
{
    /// <summary>The cluster after an event.</summary>
    public static ClusterState Evolve(ClusterState state, Envelope envelope) =>
        Apply(state, envelope) with { Version = envelope.Version };

    private static ClusterState Apply(ClusterState state, Envelope envelope) => envelope.Event switch
    {
        ClusterCreated e => state with { Name = e.Name, HighAvailability = true, LoadBalancing = true, Configuration = state.Configuration.On(e.Profile) },
        SchedulerActivated e => InstanceEvolution.Apply(state, e) with { Scheduler = new(e.Instance, e.Address, e.Term, envelope.Metadata.At, e.Because) },
        InstanceJoined or InstanceLeft or InstanceRemoved => InstanceEvolution.Apply(state, envelope.Event),
        TokenIssued e => state with { Tokens = state.Tokens.SetItem(e.Hash, new(e.Name, e.Role)) },
        CommandRefused { Command: "JoinNode", Target: { } node } e => state with { RefusedJoins = NoteRefusal(state.RefusedJoins, node, e.Code) },
        HighAvailabilityEnabled => state with
        {
            HighAvailability = true, Blocked = null, Active = state.Active is { } a ? a with { LeaseSince = envelope.Version } : null,
        },
        HighAvailabilityDisabled => state with
        {
            HighAvailability = false, Active = state.Active is { } a ? a with { LeaseBound = null, LeaseSince = envelope.Version } : null,
        },
        LoadBalancingEnabled => state with { LoadBalancing = true },
        LoadBalancingDisabled => state with { LoadBalancing = false },
        AutomationPaused e => state with { Pause = new(e.Until, envelope.Metadata.Reason, envelope.Metadata.Actor) },
        AutomationResumed => state with { Pause = null, Blocked = null },
        ConfigurationChanged e => Reconfigure(state, e, envelope.Version),
        FailoverBlocked e => state with { Blocked = e },
        BrokerLost e => state with { BrokerOutage = new(e.Broker, envelope.Metadata.At, e.Why) },
        BrokerRecovered => state with { BrokerOutage = null },
        JobEvent => JobEvolution.Apply(state, envelope),
        _ => NodeEvolution.Apply(RoleEvolution.Apply(state, envelope), envelope),
    };

    private static ClusterState Reconfigure(ClusterState state, ConfigurationChanged change, int version)
    {
        var next = state with { Configuration = state.Configuration.Apply(change) };
        var lease = next.Timings.Lease;
        return next.Active is { } active && lease != state.Timings.Lease
            ? next with { Active = active with { LeaseBound = lease > active.LeaseBound ? lease : active.LeaseBound, LeaseSince = version } }
            : next;
    }

    private static ImmutableSortedDictionary<string, string> NoteRefusal(ImmutableSortedDictionary<string, string> refused, string node, string code) =>
        !refused.TryGetValue(node, out var codes) ? refused.SetItem(node, code)
        : codes.Split(' ').Contains(code) ? refused
        : refused.SetItem(node, $"{codes} {code}");
}
