using System.Text.Json;

namespace EventCluster.Domain.History;

/// <summary>
/// Reads metadata as it is written: its properties in their order, those that are null left out. A history is folded at every start, and
/// this is half of the work. Whatever is written in another way is left to the general reader.
/// </summary>
internal static class MetadataReader
{
    /// <summary>The metadata; null where it is not written as expected.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    internal static EventMetadata? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !reader.Read())
        {
            return null;
        }

        try
        {
            if (!Next(ref reader, "at"u8) || !reader.TryGetDateTime(out var at) || !reader.Read()
                || !Next(ref reader, "schema"u8) || !reader.TryGetInt32(out var schema) || !reader.Read()
                || !Next(ref reader, "actor"u8) || reader.GetString() is not { } actor || !reader.Read())
            {
                return null;
            }

            var (reason, source) = (Text(ref reader, "reason"u8), Text(ref reader, "source"u8));
            if (!Next(ref reader, "correlationId"u8) || !reader.TryGetGuid(out var correlation) || !reader.Read()
                || !Next(ref reader, "causationId"u8) || !reader.TryGetGuid(out var causation) || !reader.Read())
            {
                return null;
            }

            var (command, instance) = (Text(ref reader, "command"u8), Text(ref reader, "instance"u8));
            long? term = null;
            if (Next(ref reader, "term"u8))
            {
                term = reader.GetInt64();
                reader.Read();
            }

            var (previous, hash) = (Text(ref reader, "previousHash"u8), Text(ref reader, "hash"u8));
            return instance is not null && previous is not null && hash is not null && reader.TokenType == JsonTokenType.EndObject && !reader.Read()
                ? new(at, schema, actor, reason, source, correlation, causation, command, instance, term, previous, hash)
                : null;
        }
        catch (InvalidOperationException)
        {
            // A value of another kind.
            return null;
        }
    }

    /// <summary>Moves to the value of a property if that comes next.</summary>
    private static bool Next(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();

    /// <summary>The text of a property if that comes next, and past it; otherwise null.</summary>
    private static string? Text(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!Next(ref reader, name))
        {
            return null;
        }

        var text = reader.GetString();
        reader.Read();
        return text;
    }
}
