using System.Text.Json;
using System.Text.Json.Serialization;
using EventCluster.Contracts.Bus;
using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Jobs;
using EventCluster.Contracts.Nodes;

namespace EventCluster.Contracts;

/// <summary>How every message is written: camelCase names and enums, UTC times, durations as <c>"00:00:05"</c>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(CamelCaseEnumConverter)], RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(JoinReply))]
[JsonSerializable(typeof(HeartbeatRequest))]
[JsonSerializable(typeof(HeartbeatReply))]
[JsonSerializable(typeof(Signal))]
[JsonSerializable(typeof(ClusterStatus))]
[JsonSerializable(typeof(NodeStatus))]
[JsonSerializable(typeof(NodeList))]
[JsonSerializable(typeof(CommandReply))]
[JsonSerializable(typeof(SwitchoverRequest))]
[JsonSerializable(typeof(FailoverRequest))]
[JsonSerializable(typeof(PauseRequest))]
[JsonSerializable(typeof(TakeOverRequest))]
[JsonSerializable(typeof(ReasonRequest))]
[JsonSerializable(typeof(ConfigurationPatch))]
[JsonSerializable(typeof(ConfigurationView))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditVerification))]
[JsonSerializable(typeof(SchedulerStatus))]
[JsonSerializable(typeof(RebuildReport))]
[JsonSerializable(typeof(HeartbeatList))]
[JsonSerializable(typeof(BusAnswer))]
[JsonSerializable(typeof(BusEvent))]
[JsonSerializable(typeof(NodeEventPage))]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(JobRunPage))]
[JsonSerializable(typeof(Problem))]
public sealed partial class WireJson : JsonSerializerContext;

/// <summary>Writes enums as camelCase names and refuses numbers.</summary>
public sealed class CamelCaseEnumConverter() : JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
