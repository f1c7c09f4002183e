using System.Text.Json;
using System.Text.Json.Nodes;

namespace EventCluster.Domain.History;

/// <summary>
/// Lifts data of an older schema version, one version at a time, to the one that is written now.
/// A step is added here whenever a version in <see cref="EventNames"/> rises, and stays for ever.
/// </summary>
public static class Upcasting
{
    private static readonly Dictionary<(string Type, int From), Func<JsonObject, JsonObject>> Steps = [];

    /// <summary>The data in today's schema.</summary>
    internal static JsonObject Lift(string type, int schema, ReadOnlySpan<byte> data) => Lift(type, schema, data, EventNames.Find(type)!.Schema, Steps);

    /// <summary>The data in a given schema, by given steps.</summary>
    /// <exception cref="JsonException">The data is no JSON object or not as its schema version says, or a step is missing.</exception>
    public static JsonObject Lift(
        string type, int schema, ReadOnlySpan<byte> data, int target, IReadOnlyDictionary<(string Type, int From), Func<JsonObject, JsonObject>> steps)
    {
        try
        {
            var json = JsonSerializer.Deserialize<JsonObject>(data) ?? throw new JsonException("The data is empty.");
            for (var version = schema; version < target; version++)
            {
                json = steps.TryGetValue((type, version), out var step) ? step(json) : throw new JsonException($"There is no step from schema version {version}.");
            }

            return json;
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or NullReferenceException or InvalidCastException)
        {
            throw new JsonException($"The data is not what schema version {schema} says: {e.Message}", e);
        }
    }
}
