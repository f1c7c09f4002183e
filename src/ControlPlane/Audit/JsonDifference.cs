using System.Text.Json;

namespace EventCluster.ControlPlane.Audit;

/// <summary>Compares two JSON values; the order of an object's members does not count.</summary>
internal static class JsonDifference
{
    /// <summary>Where the two differ first, with both values; null where they do not.</summary>
    internal static string? First(JsonElement live, JsonElement rebuilt) => First("", live, rebuilt)?.TrimStart('.');

    private static string? First(string path, JsonElement live, JsonElement rebuilt)
    {
        if (JsonElement.DeepEquals(live, rebuilt))
        {
            return null;
        }

        return (live.ValueKind, rebuilt.ValueKind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => OfObjects(path, live, rebuilt),
            (JsonValueKind.Array, JsonValueKind.Array) when live.GetArrayLength() == rebuilt.GetArrayLength() =>
                Enumerable.Range(0, live.GetArrayLength()).Select(i => First($"{path}[{i}]", live[i], rebuilt[i])).FirstOrDefault(d => d is not null),
            _ => $"{path}: the live view has {Shorten(live)}, the history gives {Shorten(rebuilt)}",
        };
    }

    private static string? OfObjects(string path, JsonElement live, JsonElement rebuilt)
    {
        foreach (var name in live.EnumerateObject().Concat(rebuilt.EnumerateObject()).Select(m => m.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var inLive = live.TryGetProperty(name, out var a);
            var inRebuilt = rebuilt.TryGetProperty(name, out var b);
            var difference = inLive && inRebuilt ? First($"{path}.{name}", a, b) : $"{path}.{name}: only {(inLive ? "the live view" : "the history")} has it";
            if (difference is not null)
            {
                return difference;
            }
        }

        return null;
    }

    private static string Shorten(JsonElement value) => value.GetRawText() is { Length: > 200 } text ? text[..200] + "…" : value.GetRawText();
}
