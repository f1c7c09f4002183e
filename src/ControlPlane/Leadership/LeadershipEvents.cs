using System.Text.Json;
using System.Text.Json.Serialization;
using EventCluster.StreamStore;

namespace EventCluster.ControlPlane.Leadership;

/// <summary>An event of the stream <c>leadership</c>.</summary>
/// <param name="Term">Number of the term.</param>
/// <param name="Instance">Who holds it.</param>
/// <param name="Address">Where the holder serves.</param>
/// <param name="Home">Identity of the holder's locked folder: a new process of the same home proves that the old one is dead.</param>
/// <param name="Lease">How long the holder counts it as valid from its asking; zero when the term is over.</param>
/// <param name="Because">Why the term ended; null for starts and renewals.</param>
public sealed record TermEvent(long Term, string Instance, string Address, string Home, TimeSpan Lease, string? Because = null)
{
    /// <summary>Path of the locked file in that folder, for whoever runs on the same machine; null where the holder does not tell.</summary>
    public string? LockFile { get; init; }

    /// <summary>
    /// The instances that the holder asks before it goes on through an outage of the store, as <see cref="Member"/> names them; null where it ends with the store.
    /// Nobody else may follow on this event, but for an orderly end.
    /// </summary>
    public IReadOnlyList<string>? Members { get; init; }

    /// <summary>
    /// Whether the one who wrote it had begun to act in the term. Only then is it certain that no older holder goes on: a term that was won waits for what its winner has promised.
    /// </summary>
    public bool Acts { get; init; }

    /// <summary>How an instance is named among the members: another one of the same name serves elsewhere.</summary>
    internal static string Member(string instance, string address) => $"{instance} {address}";


    /// <summary>Name of the stream.</summary>
    public const string Stream = "leadership";

    /// <summary>A term began.</summary>
    public const string Started = "TermStarted";

    /// <summary>A term was renewed.</summary>
    public const string Renewed = "TermRenewed";

    /// <summary>A term ended in order.</summary>
    public const string Ended = "TermEnded";

    internal NewEvent ToEvent(string type, Guid id) => new(id, type, JsonSerializer.SerializeToUtf8Bytes(this, LeadershipJson.Default.TermEvent));

    /// <summary>Reads one back.</summary>
    /// <exception cref="StoreRefusedException">It is not one, so nothing may be concluded from it.</exception>
    internal static TermEvent From(StoredEvent stored)
    {
        try
        {
            return JsonSerializer.Deserialize(stored.Data.Span, LeadershipJson.Default.TermEvent) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException e)
        {
            throw new StoreRefusedException($"Event {stored.Version} of stream '{Stream}' cannot be read: {e.Message} No term is started on it. Restore the store from a backup.", e);
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TermEvent))]
internal sealed partial class LeadershipJson : JsonSerializerContext;
