using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EventCluster.ControlPlane.Settings;

namespace EventCluster.ControlPlane.Audit;

/// <summary>Signs checkpoints: with the encryption key, so that every instance can check every line; without one, with a key that is kept beside them.</summary>
internal sealed class CheckpointKey
{
    private const int IdBytes = 8;
    private readonly byte[] _key;

    private CheckpointKey(byte[] key) => (_key, Id) = (key, Convert.ToHexStringLower(HMACSHA256.HashData(key, "which key"u8)[..IdBytes]));

    /// <summary>Tells keys apart without showing them.</summary>
    internal string Id { get; }

    /// <summary>The key of an installation, which is made where there is none.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read or written.</exception>
    internal static CheckpointKey Open(ControlPlaneSettings settings, string folder)
    {
        if (settings.Key is { } key)
        {
            return new(key.Derive("audit checkpoint"));
        }

        var path = Path.Combine(folder, "key");
        if (!File.Exists(path))
        {
            Make(path, $"{path}.{settings.Instance}");
        }

        return new(SHA256.HashData(File.ReadAllBytes(path)));
    }

    /// <summary>The signature of a line.</summary>
    internal string Sign(Checkpoint line) => Convert.ToHexStringLower(HMACSHA256.HashData(
        _key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{line.Cluster}\n{line.Version}\n{line.Hash}\n{line.At:O}\n{line.Instance}\n{line.Key}"))));

    /// <summary>Whether a line bears its signature.</summary>
    internal bool Signed(Checkpoint line) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(line)), Encoding.ASCII.GetBytes(line.Mac));

    /// <summary>Instances that share the folder may make it at once: the first whole one stays.</summary>
    private static void Make(string path, string draft)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
