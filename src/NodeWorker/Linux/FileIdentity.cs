using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace EventCluster.NodeWorker.Linux;

/// <summary>Identity of a file on this machine.</summary>
public static unsafe class FileIdentity
{
    private const int CurrentDirectory = -100;
    private const uint InodeMask = 0x100;
    private const int StatusBytes = 256;
    private const int InodeOffset = 32;
    private const int DeviceMajorOffset = 136;
    private const int DeviceMinorOffset = 140;

    /// <summary>Device and inode as <c>major.minor:inode</c>. Layout of <c>struct statx</c>: the same on every architecture.</summary>
    /// <exception cref="IOException">The file cannot be looked at.</exception>
    public static string Of(string path)
    {
        var status = stackalloc byte[StatusBytes];
        if (Native.FileStatus(CurrentDirectory, path, 0, InodeMask, status) != 0)
        {
            throw new IOException($"'{path}' cannot be looked at: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        var bytes = new ReadOnlySpan<byte>(status, StatusBytes);
        var inode = BinaryPrimitives.ReadUInt64LittleEndian(bytes[InodeOffset..]);
        var major = BinaryPrimitives.ReadUInt32LittleEndian(bytes[DeviceMajorOffset..]);
        var minor = BinaryPrimitives.ReadUInt32LittleEndian(bytes[DeviceMinorOffset..]);
        return string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}:{inode}");
    }
}
