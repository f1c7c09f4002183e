using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EventCluster.Domain.History;

/// <summary>
/// Each event's hash covers the hash before it and everything that is stored of the event, so that whoever alters, inserts or removes one
/// would have to write every later one anew.
/// </summary>
/// <remarks>
/// hash = SHA-256(previous hash (32 bytes, zero for the first) ‖ version (4 bytes, big-endian) ‖ id (16 bytes, big-endian) ‖
/// for type, data and metadata up to its last property, which is the hash: length (4 bytes, big-endian) ‖ UTF-8 bytes).
/// The bytes are those that are stored, so no two ways of writing the same thing are taken for each other.
/// </remarks>
public static class HashChain
{
    private const int Size = 32;
    private const int HexSize = Size * 2;

    private static ReadOnlySpan<byte> Opening => ",\"hash\":\""u8;

    private static ReadOnlySpan<byte> Closing => "\"}"u8;

    /// <summary>Puts the hash into metadata that was written without one.</summary>
    /// <param name="previous">Hash of the event before it, lower-case hex; empty for the first.</param>
    /// <param name="version">Version of the event.</param>
    /// <param name="id">Id of the event.</param>
    /// <param name="type">Stored name of the event.</param>
    /// <param name="data">Stored data of the event.</param>
    /// <param name="metadata">Metadata with an empty hash as its last property.</param>
    /// <returns>The metadata to store, and the hash in lower-case hex.</returns>
    public static (byte[] Metadata, string Hash) Seal(string previous, int version, Guid id, string type, ReadOnlySpan<byte> data, ReadOnlySpan<byte> metadata)
    {
        var open = metadata[..^(Opening.Length + Closing.Length)];
        var hash = Compute(previous, version, id, type, data, open);
        return ([.. open, .. Opening, .. Encoding.ASCII.GetBytes(hash), .. Closing], hash);
    }

    /// <summary>Checks one stored event against the hash of the one before it.</summary>
    /// <returns>Its hash where it is intact, else what is wrong.</returns>
    public static (string? Hash, string? Why) Check(string previous, int version, Guid id, string type, ReadOnlySpan<byte> data, ReadOnlySpan<byte> metadata)
    {
        var tail = Opening.Length + HexSize + Closing.Length;
        if (metadata.Length < tail || !metadata[^tail..].StartsWith(Opening) || !metadata.EndsWith(Closing))
        {
            return (null, "Its metadata does not end with a hash.");
        }

        var stored = Encoding.Latin1.GetString(metadata.Slice(metadata.Length - tail + Opening.Length, HexSize));
        var hash = Compute(previous, version, id, type, data, metadata[..^tail]);
        return string.Equals(hash, stored, StringComparison.Ordinal)
            ? (hash, null)
            : (null, $"Its content, or that of the event before it, is not what was written: the stored hash is {stored}, the computed one {hash}.");
    }

    private static string Compute(string previous, int version, Guid id, string type, ReadOnlySpan<byte> data, ReadOnlySpan<byte> metadata)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[Size + sizeof(int) + 16];
        head.Clear();
        if (previous.Length > 0)
        {
            _ = Convert.FromHexString(previous, head, out _, out _);
        }

        BinaryPrimitives.WriteInt32BigEndian(head[Size..], version);
        id.TryWriteBytes(head[(Size + sizeof(int))..], bigEndian: true, out _);
        sha.AppendData(head);
        Append(sha, Encoding.UTF8.GetBytes(type));
        Append(sha, data);
        Append(sha, metadata);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static void Append(IncrementalHash sha, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        sha.AppendData(length);
        sha.AppendData(bytes);
    }
}
