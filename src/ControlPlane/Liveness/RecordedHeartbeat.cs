using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>A heartbeat as it is stored.</summary>
/// <param name="Node">Its node.</param>
/// <param name="At">UTC time of its arrival.</param>
/// <param name="Boot">Process of the worker.</param>
/// <param name="Sequence">Its number in that process.</param>
/// <param name="Epoch">Epoch held, 0 for none.</param>
/// <param name="Service">What the service did.</param>
/// <param name="Channel">How it came.</param>
/// <param name="FailedChecks">How many checks failed.</param>
public sealed record RecordedHeartbeat(string Node, DateTime At, Guid Boot, long Sequence, long Epoch, string Service, string Channel, int FailedChecks);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RecordedHeartbeat))]
internal sealed partial class HeartbeatJson : JsonSerializerContext;
