using System.Buffers.Binary;
using System.Text;

namespace EventCluster.Bus.Trust;

/// <summary>Reads fields one after the other. Past the end it gives empty values and remembers that it failed.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> frame, Encoding encoding)
{
    private readonly ReadOnlySpan<byte> _frame = frame;

    internal int At { get; private set; }

    internal bool Failed { get; private set; }

    internal readonly int Left => _frame.Length - At;

    internal ReadOnlySpan<byte> Bytes(int count)
    {
        if (Failed || Left < count)
        {
            Failed = true;
            return [];
        }

        At += count;
        return _frame.Slice(At - count, count);
    }

    internal byte Byte() => Bytes(1) is [var value] ? value : (byte)0;

    internal int Int() => Bytes(4) is { Length: > 0 } bytes ? BinaryPrimitives.ReadInt32BigEndian(bytes) : 0;

    internal long Long() => Bytes(8) is { Length: > 0 } bytes ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;

    internal Guid Guid() => Bytes(16) is { Length: > 0 } bytes ? new(bytes, bigEndian: true) : default;

    internal string Text()
    {
        var bytes = Bytes(Byte());
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            Failed = true;
            return "";
        }
    }
}
