using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EventCluster.Domain.Jobs;

/// <summary>The identity of a run follows from what it is, so two instances that plan the same run plan one.</summary>
public static class RunIds
{
    /// <summary>The identity of a run of a job on a node: a UUID of version 8, by SHA-256 over everything that makes it this run.</summary>
    public static Guid Of(string job, PlannedRun planned, string? node)
    {
        Span<byte> numbers = stackalloc byte[sizeof(long) + (3 * sizeof(int))];
        BinaryPrimitives.WriteInt64BigEndian(numbers, planned.FireTime.Ticks);
        BinaryPrimitives.WriteInt32BigEndian(numbers[8..], planned.Definition);
        BinaryPrimitives.WriteInt32BigEndian(numbers[12..], planned.Attempt);
        BinaryPrimitives.WriteInt32BigEndian(numbers[16..], planned.Request ?? -1);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. numbers, .. Encoding.UTF8.GetBytes($"{job}\n{node}")], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash[..16], bigEndian: true);
    }
}
