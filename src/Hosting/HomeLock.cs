namespace EventCluster.Hosting;

/// <summary>
/// The exclusive lock on a folder that a process holds for its whole life. The kernel lets it go when the process ends, however it ends, so
/// whoever holds it knows that every earlier holder of the same <see cref="Identity"/> is dead. The folder must be on a local disk.
/// </summary>
public sealed class HomeLock : IDisposable
{
    private readonly FileStream _file;

    private HomeLock(FileStream file, string identity)
    {
        _file = file;
        Identity = identity;
    }

    /// <summary>The running kernel and the locked file: <c>boot id/device:inode</c>. Equal identities cannot be held at the same time.</summary>
    public string Identity { get; }

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The lock file; made where it is absent, never deleted.</param>
    /// <exception cref="SettingException">Another process holds it, or it cannot be made.</exception>
    public static HomeLock Take(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new(file, Identify(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException("DataDirectory", $"cannot be used: '{path}' is locked or not writable ({e.Message}). Another process runs on it, or its rights are wrong; each process needs a data directory, and an instance name, of its own.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string Identify(string path)
    {
        const string KernelBootId = "/proc/sys/kernel/random/boot_id";
        if (!OperatingSystem.IsLinux())
        {
            // Without a kernel identity nothing is proven, so no two starts are ever of the same home.
            return $"{Environment.MachineName}/{Guid.CreateVersion7():N}";
        }

        return $"{File.ReadAllText(KernelBootId).Trim()}/{FileIdentity.Of(path)}";
    }
}
