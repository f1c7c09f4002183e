using System.Buffers.Binary;
using System.Text;

namespace EventCluster.Bus.Trust;

/// <summary>
/// The bytes of a message on the wire: mark and version, fingerprint of the key, the fields each with a fixed size or its length before it, the body,
/// and the seal over all before it. Two different messages never have the same bytes.
/// </summary>
public static class Frame
{
    /// <summary>Bytes of a seal.</summary>
    public const int SealBytes = 32;

    /// <summary>Bytes of a key's fingerprint.</summary>
    public const int FingerprintBytes = 16;

    /// <summary>Most bytes of a text field.</summary>
    public const int LongestText = 255;

    /// <summary>Largest frame in bytes.</summary>
    public const int Largest = BusMessage.LargestBody + 2048;

    private const int FixedBytes = 3 + FingerprintBytes + 1 + 16 + 1 + 16 + 8 + 8 + 8 + 4 + SealBytes;
    private const int Texts = 4;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Mark => "EC\x1"u8;

    /// <summary>Writes a frame whose seal is still empty.</summary>
    public static byte[] Write(in SealedMessage message, ReadOnlySpan<byte> fingerprint)
    {
        var size = FixedBytes + Texts + Strict.GetByteCount(message.Cluster) + Strict.GetByteCount(message.RoutingKey) + Strict.GetByteCount(message.Kind)
            + Strict.GetByteCount(message.Sender.Name) + message.Body.Length;
        var frame = new byte[size];
        var rest = frame.AsSpan();
        Put(ref rest, Mark);
        Put(ref rest, fingerprint);
        PutText(ref rest, message.Cluster);
        PutByte(ref rest, (byte)message.Exchange);
        PutText(ref rest, message.RoutingKey);
        PutText(ref rest, message.Kind);
        PutGuid(ref rest, message.Id);
        PutByte(ref rest, (byte)message.Sender.Role);
        PutText(ref rest, message.Sender.Name);
        PutGuid(ref rest, message.Session);
        PutLong(ref rest, message.Sequence);
        PutLong(ref rest, message.SentAt);
        PutLong(ref rest, message.ExpiresAt);
        BinaryPrimitives.WriteInt32BigEndian(rest, message.Body.Length);
        message.Body.Span.CopyTo(rest[4..]);
        return frame;
    }

    /// <summary>Reads a frame, without judging its seal.</summary>
    /// <returns>False where it is not one.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> frame, out SealedMessage message, out ReadOnlySpan<byte> fingerprint)
    {
        message = default;
        FrameReader reader = new(frame.Span, Strict);
        var isMarked = reader.Bytes(Mark.Length).SequenceEqual(Mark);
        fingerprint = reader.Bytes(FingerprintBytes);
        var cluster = reader.Text();
        var exchange = (BusExchange)reader.Byte();
        var routingKey = reader.Text();
        var kind = reader.Text();
        var id = reader.Guid();
        var role = (BusRole)reader.Byte();
        var name = reader.Text();
        var session = reader.Guid();
        var sequence = reader.Long();
        var sentAt = reader.Long();
        var expiresAt = reader.Long();
        var length = reader.Int();
        if (!isMarked || reader.Failed || exchange > BusExchange.Nodes || role > BusRole.Node || length is < 0 or > BusMessage.LargestBody
            || reader.Left != (long)length + SealBytes || sentAt < 0 || expiresAt < sentAt)
        {
            return false;
        }

        message = new(cluster, exchange, routingKey, kind, id, new(role, name), session, sequence, sentAt, expiresAt, frame.Slice(reader.At, length));
        return true;
    }

    private static void Put(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    private static void PutByte(ref Span<byte> rest, byte value)
    {
        rest[0] = value;
        rest = rest[1..];
    }

    private static void PutText(ref Span<byte> rest, string text)
    {
        var bytes = Strict.GetBytes(text, rest[1..]);
        rest[0] = checked((byte)bytes);
        rest = rest[(bytes + 1)..];
    }

    private static void PutGuid(ref Span<byte> rest, Guid value)
    {
        value.TryWriteBytes(rest, bigEndian: true, out _);
        rest = rest[16..];
    }

    private static void PutLong(ref Span<byte> rest, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(rest, value);
        rest = rest[8..];
    }
}
