using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventCluster.ControlPlane.Audit;

/// <summary>A line of a file of checkpoints: so far the history went, signed.</summary>
/// <param name="Cluster">Name of the cluster.</param>
/// <param name="Version">Version of the newest event.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">UTC time at which the line was written.</param>
/// <param name="Instance">Who wrote it.</param>
/// <param name="Key">Which key signs it: of another one nothing can be said.</param>
/// <param name="Mac">HMAC-SHA256 over all the others, hexadecimal.</param>
internal sealed record Checkpoint(string Cluster, int Version, string Hash, DateTime At, string Instance, string Key, string Mac);

/// <summary>How far the history goes.</summary>
/// <param name="Version">Version of the newest event.</param>
/// <param name="Hash">Its hash.</param>
internal sealed record HistoryHead(int Version, string Hash);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Checkpoint))]
[JsonSerializable(typeof(HistoryHead))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
