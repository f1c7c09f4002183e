using System.Text.Json;
using EventCluster.Domain.Events;

namespace EventCluster.Domain.History;

/// <summary>Events of the cluster as stored bytes, and back. Older schema versions are read through <see cref="Upcasting"/>.</summary>
public static class EventCodec
{
    /// <summary>Writes an event's data.</summary>
    public static byte[] Write(ClusterEvent e) => JsonSerializer.SerializeToUtf8Bytes(e, e.GetType(), EventJson.Default);

    /// <summary>Writes metadata without a hash; <see cref="HashChain.Seal"/> adds it.</summary>
    public static byte[] Write(EventMetadata metadata) => JsonSerializer.SerializeToUtf8Bytes(metadata with { Hash = "" }, EventJson.Default.EventMetadata);

    /// <summary>Reads a stored event.</summary>
    /// <exception cref="UnknownEventException">The event is of a newer version, or its bytes are not what they were.</exception>
    public static Envelope Read(int version, long position, Guid id, string type, ReadOnlySpan<byte> data, ReadOnlySpan<byte> metadata)
    {
        var name = EventNames.Find(type) ?? throw new UnknownEventException(version, $"has the type '{type}', which this version of EventCluster does not know. Use the version that wrote it, or a newer one.");
        try
        {
            var meta = MetadataReader.Read(metadata) ?? JsonSerializer.Deserialize(metadata, EventJson.Default.EventMetadata) ?? throw new UnknownEventException(version, "has no metadata.");
            if (meta.Schema > name.Schema)
            {
                throw new UnknownEventException(version, $"is a '{type}' of schema version {meta.Schema}; this version of EventCluster reads up to {name.Schema}. Use the version that wrote it, or a newer one.");
            }

            var e = meta.Schema == name.Schema
                ? (ClusterEvent?)JsonSerializer.Deserialize(data, name.Type, EventJson.Default)
                : (ClusterEvent?)Upcasting.Lift(type, meta.Schema, data).Deserialize(name.Type, EventJson.Default);
            return new(version, position, id, e ?? throw new UnknownEventException(version, "has no data."), meta);
        }
        catch (JsonException broken)
        {
            throw new UnknownEventException(version, $"is a '{type}' that cannot be read: {broken.Message}");
        }
    }

    /// <summary>Metadata as stored; null where the bytes are not metadata.</summary>
    public static EventMetadata? ReadMetadata(ReadOnlySpan<byte> metadata)
    {
        try
        {
            return JsonSerializer.Deserialize(metadata, EventJson.Default.EventMetadata);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A stored event that this version cannot read. Nothing is guessed: the fold stops there.</summary>
public sealed class UnknownEventException(int version, string what) : Exception($"Event {version} of the cluster {what}")
{
    /// <summary>Its version in the cluster stream.</summary>
    public int Version { get; } = version;
}
