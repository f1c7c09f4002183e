using System.Text.Json;
using System.Text.Json.Serialization;
using EventCluster.Domain.History;

namespace EventCluster.Domain.Jobs;

/// <summary>How events of runs are stored: a name, which is the type's and never used for anything else, and JSON.</summary>
public static class RunCodec
{
    /// <summary>The stored names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [nameof(SchedulingBegan), nameof(RunStarted), nameof(RunBegun), nameof(RunEnded), nameof(RunSkipped), nameof(RunMissed)];

    /// <summary>Writes one.</summary>
    public static (string Type, byte[] Data) Write(RunEvent e) => (e.GetType().Name, JsonSerializer.SerializeToUtf8Bytes(e, e.GetType(), RunJson.Default));

    /// <summary>Reads one; null where this version does not know it, or cannot read it.</summary>
    public static RunEvent? Read(string type, ReadOnlySpan<byte> data)
    {
        try
        {
            return type switch
            {
                nameof(SchedulingBegan) => JsonSerializer.Deserialize(data, RunJson.Default.SchedulingBegan),
                nameof(RunStarted) => JsonSerializer.Deserialize(data, RunJson.Default.RunStarted),
                nameof(RunBegun) => JsonSerializer.Deserialize(data, RunJson.Default.RunBegun),
                nameof(RunEnded) => JsonSerializer.Deserialize(data, RunJson.Default.RunEnded),
                nameof(RunSkipped) => JsonSerializer.Deserialize(data, RunJson.Default.RunSkipped),
                nameof(RunMissed) => JsonSerializer.Deserialize(data, RunJson.Default.RunMissed),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(EventEnumConverter)],
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SchedulingBegan))]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(RunBegun))]
[JsonSerializable(typeof(RunEnded))]
[JsonSerializable(typeof(RunSkipped))]
[JsonSerializable(typeof(RunMissed))]
internal sealed partial class RunJson : JsonSerializerContext;
