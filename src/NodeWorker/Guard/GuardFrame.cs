using System.Buffers.Binary;

namespace EventCluster.NodeWorker.Guard;

/// <summary>What worker and guard say to each other: frames of 16 bytes, a kind and a number, so that one write is one message.</summary>
public enum FrameKind : long
{
    /// <summary>To the guard: start; the number is the length of the <see cref="GuardOrder"/> that follows.</summary>
    Start = 1,

    /// <summary>To the guard: the deadline in boot-clock nanoseconds; <see cref="long.MaxValue"/> for none.</summary>
    Deadline = 2,

    /// <summary>To the guard: stop in order, within so many nanoseconds.</summary>
    Stop = 3,

    /// <summary>To the guard: kill now.</summary>
    Kill = 4,

    /// <summary>From the guard: it is ready for a start.</summary>
    Ready = 16,

    /// <summary>From the guard: the service runs; the number is its process id, 0 with hooks.</summary>
    Started = 17,

    /// <summary>From the guard: the service is certainly stopped; the number is its wait status.</summary>
    Exited = 18,

    /// <summary>From the guard: the service did not start and is certainly stopped; the number is a wait status, or an errno below 0.</summary>
    StartFailed = 19,

    /// <summary>From the guard: the service may still run; the number is the wait status of the deactivate hook.</summary>
    StopFailed = 20,

    /// <summary>From the guard: this deadline is in force.</summary>
    Acknowledged = 21,
}

/// <summary>One message.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Number">Its number.</param>
public readonly record struct GuardFrame(FrameKind Kind, long Number)
{
    /// <summary>Bytes of a frame.</summary>
    public const int Size = 16;

    /// <summary>Writes it.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, (long)Kind);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], Number);
    }

    /// <summary>Reads one.</summary>
    public static GuardFrame Read(ReadOnlySpan<byte> source) =>
        new((FrameKind)BinaryPrimitives.ReadInt64LittleEndian(source), BinaryPrimitives.ReadInt64LittleEndian(source[8..]));
}
