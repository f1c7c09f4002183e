using System.Text.Json.Serialization;

namespace EventCluster.ControlPlane.Instances;

/// <summary>The holder of a term asks another instance not to start one for a while.</summary>
/// <param name="From">Name of the holder.</param>
/// <param name="To">Name of the one who is asked: a promise binds nobody else.</param>
/// <param name="Cluster">Name of the cluster.</param>
/// <param name="Term">The holder's term.</param>
/// <param name="Length">For how long, counted by the other from its answer.</param>
/// <param name="Session">The holder's process; later ones are greater.</param>
/// <param name="Sequence">Number of the question in that session.</param>
/// <param name="At">UTC, by which an old question is refused. It never decides about a lease.</param>
internal sealed record PromiseQuestion(string From, string To, string Cluster, long Term, TimeSpan Length, Guid Session, long Sequence, DateTime At);

/// <summary>The answer.</summary>
/// <param name="From">Name of the one who answers.</param>
/// <param name="Session">Of the question.</param>
/// <param name="Sequence">Of the question: no other one is answered by it.</param>
/// <param name="Refusal">Why not; null for a promise.</param>
internal sealed record PromiseReply(string From, Guid Session, long Sequence, string? Refusal);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PromiseQuestion))]
[JsonSerializable(typeof(PromiseReply))]
internal sealed partial class PromiseJson : JsonSerializerContext;
