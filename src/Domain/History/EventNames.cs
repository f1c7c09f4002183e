using System.Collections.Frozen;
using EventCluster.Domain.Events;

namespace EventCluster.Domain.History;

/// <summary>The stored name and schema version of every event. A name, once written, is never used for anything else.</summary>
public static class EventNames
{
    /// <summary>Each event type with its stored name and the schema version that is written now.</summary>
    public static IReadOnlyList<EventName> All { get; } =
    [
        Of<ClusterCreated>(1), Of<SchedulerActivated>(1), Of<TokenIssued>(1), Of<CommandRefused>(1), Of<BrokerLost>(1), Of<BrokerRecovered>(1),
        Of<InstanceJoined>(1), Of<InstanceLeft>(1), Of<InstanceRemoved>(1),
        Of<NodeJoined>(1), Of<NodeRestarted>(1), Of<NodeLeft>(1), Of<NodeRemoved>(1), Of<NodeSuspected>(1), Of<NodeLost>(1), Of<NodeRecovered>(1),
        Of<NodeChecksChanged>(1), Of<NodeDrainStarted>(1), Of<NodeDrained>(1), Of<NodeResumed>(1), Of<NodeRestartRequested>(1), Of<NodeRestartCompleted>(1),
        Of<HighAvailabilityEnabled>(1), Of<HighAvailabilityDisabled>(1), Of<LoadBalancingEnabled>(1), Of<LoadBalancingDisabled>(1),
        Of<AutomationPaused>(1), Of<AutomationResumed>(1), Of<NodeActivated>(1), Of<EpochReleased>(1), Of<ServiceStarted>(1), Of<LeaseConfirmed>(1),
        Of<SwitchoverStarted>(1), Of<SwitchoverCompleted>(1), Of<FailoverForced>(1), Of<FailoverDecided>(1), Of<FailoverBlocked>(1),
        Of<ConfigurationChanged>(1), Of<NodeConfigurationApplied>(1),
        Of<JobDefined>(1), Of<JobRemoved>(1), Of<JobPaused>(1), Of<JobResumed>(1), Of<JobRunRequested>(1), Of<JobRunCancelRequested>(1),
    ];

    private static readonly FrozenDictionary<Type, EventName> ByType = All.ToFrozenDictionary(n => n.Type);
    private static readonly FrozenDictionary<string, EventName> ByName = All.ToFrozenDictionary(n => n.Name, StringComparer.Ordinal);

    /// <summary>The name of an event.</summary>
    public static EventName Of(ClusterEvent e) => ByType[e.GetType()];

    /// <summary>The event of a name; null where this version does not know it.</summary>
    public static EventName? Find(string name) => ByName.GetValueOrDefault(name);

    // The name is written out of the type's, and a test holds every one against a stored sample, so a renamed type is noticed.
    private static EventName Of<T>(int schema)
        where T : ClusterEvent => new(typeof(T).Name, schema, typeof(T));
}

/// <summary>How an event is stored.</summary>
/// <param name="Name">Stable name.</param>
/// <param name="Schema">Schema version written now.</param>
/// <param name="Type">Its type.</param>
public sealed record EventName(string Name, int Schema, Type Type);
