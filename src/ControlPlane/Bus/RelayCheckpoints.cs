using System.Text.Json;
using System.Text.Json.Serialization;
using EventCluster.ControlPlane.Settings;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Bus;

/// <summary>How far the history was published, in the stream <c>relay</c>. Whoever relays appends after what it has read, so one that lost its term unawares cannot set it back.</summary>
internal sealed class RelayCheckpoints(IStreamStore store, Func<Guid> newId, ControlPlaneSettings settings, TimeProvider clock)
{
    /// <summary>Name of the stream.</summary>
    internal const string Stream = "relay";

    private const string EventType = "EventsRelayed";
    private const int Kept = 20;
    private const int AppendsPerTrim = 100;
    private int _appends;

    /// <summary>The newest checkpoint with its place in the stream; null where nothing was ever relayed.</summary>
    /// <exception cref="StoreRefusedException">It cannot be read.</exception>
    internal async Task<(int Head, RelayCheckpoint Checkpoint)?> ReadAsync(CancellationToken cancellation)
    {
        await foreach (var stored in store.ReadStreamAsync(Stream, int.MaxValue, ReadDirection.Backwards, 1, cancellation))
        {
            try
            {
                return (stored.Version, JsonSerializer.Deserialize(stored.Data.Span, RelayJson.Default.RelayCheckpoint) ?? throw new JsonException("It is empty."));
            }
            catch (JsonException e)
            {
                throw new StoreRefusedException($"Event {stored.Version} of stream '{Stream}' cannot be read: {e.Message} Nothing is relayed. Restore the store from a backup.", e);
            }
        }

        return null;
    }

    /// <summary>Appends one.</summary>
    /// <param name="head">Place of the one before it in the stream, -1 for none.</param>
    /// <param name="version">Everything up to this version of the history was published.</param>
    /// <param name="term">In which term.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Its place in the stream.</returns>
    /// <exception cref="WrongExpectedVersionException">Another instance has appended since.</exception>
    /// <exception cref="StoreUnavailableException">Whether it is there is unknown.</exception>
    internal async Task<int> AppendAsync(int head, int version, long term, CancellationToken cancellation)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(new(version, term, settings.Instance), RelayJson.Default.RelayCheckpoint);
        var result = await store.AppendAsync(Stream, ExpectedVersion.At(head), [new(newId(), EventType, data)], cancellation);
        if (_appends++ % AppendsPerTrim == 0)
        {
            await store.SetRetentionAsync(Stream, new(MaxCount: Kept), cancellation);
            await store.TrimAsync(Stream, clock.GetUtcNow().UtcDateTime, cancellation);
        }

        return result.Version;
    }
}

/// <summary>How far the history was published.</summary>
/// <param name="Version">Everything up to this version of the history was published.</param>
/// <param name="Term">In which term.</param>
/// <param name="Instance">By whom.</param>
internal sealed record RelayCheckpoint(int Version, long Term, string Instance);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RelayCheckpoint))]
internal sealed partial class RelayJson : JsonSerializerContext;
