using System.Security.Cryptography;
using System.Text;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>How the tables name a stream: a short key that is indexed, and the name itself. The rule is that of SqlStreamStore's version 3.</summary>
/// <param name="Key">The name where it is a GUID, else the upper-case hex of the SHA-1 of its UTF-8 bytes.</param>
/// <param name="Name">The name as the caller gave it.</param>
internal readonly record struct StreamId(string Key, string Name)
{
    /// <summary>Characters of <c>Streams.Id</c>.</summary>
    public const int KeyChars = 42;

    /// <summary>Most characters of <c>Streams.IdOriginal</c>.</summary>
    public const int NameCharsMax = 1_000;

    private const string MetadataPrefix = "$$";

    /// <summary>The stream that notes what was deleted.</summary>
    public static readonly StreamId Deleted = Of("$deleted");

    /// <summary>The stream that holds this one's metadata.</summary>
    public StreamId Metadata => new(MetadataPrefix + Key, MetadataPrefix + Name);

    /// <summary>The id of a stream of this name.</summary>
    public static StreamId Of(string name) => new(IsGuid(name) ? name : Hash(name), name);

    // A GUID can also be written in forms that are longer than the key may be: those were never stored as themselves.
    private static bool IsGuid(string name) => name.Length <= KeyChars - MetadataPrefix.Length && Guid.TryParse(name, out _);

#pragma warning disable CA5350 // SHA-1 is the tables' rule for a short name; nothing is secured by it.
    private static string Hash(string name) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(name)));
#pragma warning restore CA5350
}
