using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>What a message of a metadata stream says, with the field names of SqlStreamStore's version 3.</summary>
/// <param name="StreamId">Name of the stream.</param>
/// <param name="MaxAge">Seconds.</param>
/// <param name="MaxCount">Events.</param>
/// <param name="MetaJson">More, for other programs; we write none.</param>
internal sealed record StreamMetadata(string StreamId, int? MaxAge, int? MaxCount, string? MetaJson)
{
    /// <summary>The message's data.</summary>
    public static string Json(string stream, int? maxAgeS, int? maxCount) =>
        JsonSerializer.Serialize(new StreamMetadata(stream, maxAgeS, maxCount, null), StreamMetadataJson.Default.StreamMetadata);
}

[JsonSerializable(typeof(StreamMetadata))]
[JsonSerializable(typeof(string))]
internal sealed partial class StreamMetadataJson : JsonSerializerContext;
