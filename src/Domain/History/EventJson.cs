using System.Text.Json;
using System.Text.Json.Serialization;
using EventCluster.Domain.Events;

namespace EventCluster.Domain.History;

/// <summary>How events and their metadata are written: camelCase, enums as camelCase strings, nothing that is null.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(EventEnumConverter)],
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(EventMetadata))]
[JsonSerializable(typeof(ClusterCreated))]
[JsonSerializable(typeof(SchedulerActivated))]
[JsonSerializable(typeof(TokenIssued))]
[JsonSerializable(typeof(CommandRefused))]
[JsonSerializable(typeof(BrokerLost))]
[JsonSerializable(typeof(BrokerRecovered))]
[JsonSerializable(typeof(InstanceJoined))]
[JsonSerializable(typeof(InstanceLeft))]
[JsonSerializable(typeof(InstanceRemoved))]
[JsonSerializable(typeof(NodeJoined))]
[JsonSerializable(typeof(NodeRestarted))]
[JsonSerializable(typeof(NodeLeft))]
[JsonSerializable(typeof(NodeRemoved))]
[JsonSerializable(typeof(NodeSuspected))]
[JsonSerializable(typeof(NodeLost))]
[JsonSerializable(typeof(NodeRecovered))]
[JsonSerializable(typeof(NodeChecksChanged))]
[JsonSerializable(typeof(NodeDrainStarted))]
[JsonSerializable(typeof(NodeDrained))]
[JsonSerializable(typeof(NodeResumed))]
[JsonSerializable(typeof(NodeRestartRequested))]
[JsonSerializable(typeof(NodeRestartCompleted))]
[JsonSerializable(typeof(HighAvailabilityEnabled))]
[JsonSerializable(typeof(HighAvailabilityDisabled))]
[JsonSerializable(typeof(LoadBalancingEnabled))]
[JsonSerializable(typeof(LoadBalancingDisabled))]
[JsonSerializable(typeof(AutomationPaused))]
[JsonSerializable(typeof(AutomationResumed))]
[JsonSerializable(typeof(NodeActivated))]
[JsonSerializable(typeof(EpochReleased))]
[JsonSerializable(typeof(ServiceStarted))]
[JsonSerializable(typeof(LeaseConfirmed))]
[JsonSerializable(typeof(SwitchoverStarted))]
[JsonSerializable(typeof(SwitchoverCompleted))]
[JsonSerializable(typeof(FailoverForced))]
[JsonSerializable(typeof(FailoverDecided))]
[JsonSerializable(typeof(FailoverBlocked))]
[JsonSerializable(typeof(ConfigurationChanged))]
[JsonSerializable(typeof(NodeConfigurationApplied))]
[JsonSerializable(typeof(JobDefined))]
[JsonSerializable(typeof(JobRemoved))]
[JsonSerializable(typeof(JobPaused))]
[JsonSerializable(typeof(JobResumed))]
[JsonSerializable(typeof(JobRunRequested))]
[JsonSerializable(typeof(JobRunCancelRequested))]
internal sealed partial class EventJson : JsonSerializerContext;

/// <summary>Writes enums as camelCase names and refuses numbers.</summary>
internal sealed class EventEnumConverter() : JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
