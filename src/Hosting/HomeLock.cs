namespace EventCluster.Hosting;

/// <summary>
/// The exclusive lock on a folder that a process holds for its whole life. The kernel lets it go when the process ends, however it ends, so
/// whoever holds it knows that every earlier holder of the same <see cref="Identity"/> is dead. The folder must be on a local disk.
/// </summary>
public sealed class HomeLock : IHome, IDisposable
{
    private readonly FileStream _file;

    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private HomeLock(FileStream file, string identity)
    {
        _file = file;
        Identity = identity;
    }

    /// <summary>Full path of the locked file.</summary>
    public string Path => _file.Name;

    /// <summary>The running kernel and the locked file: <c>boot id/device:inode</c>. Equal identities cannot be held at the same time.</summary>
    public string Identity { get; }

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The lock file; made where it is absent, never deleted.</param>
    /// <exception cref="SettingException">Another process holds it, or it cannot be made.</exception>
    public static HomeLock Take(string path)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            return new(Open(path), Identify(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException("DataDirectory", $"cannot be used: '{path}' is locked or not writable ({e.Message}). Another process runs on it, or its rights are wrong; each process needs a data directory, and an instance name, of its own.");
        }
    }

    /// <summary>
    /// Whether every process that ever held a lock is certainly dead: it was taken on this very machine since it started, and the file is locked by nobody. False
    /// where that cannot be told.
    /// </summary>
    /// <param name="identity">Of the lock, as its holder named it.</param>
    /// <param name="path">Its file, as its holder named it.</param>
    public static bool IsFree(string identity, string path)
    {
        try
        {
            if (!OperatingSystem.IsLinux() || !System.IO.Path.IsPathRooted(path) || Identify(path) != identity)
            {
                return false;
            }

            // A shared lock for an instant: it is given only while nobody has the exclusive one, and many may look at the same time.
            using var look = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Identify(path) == identity;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool IsDead(string identity, string path) => IsFree(identity, path);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Somebody may look at the lock in this very moment, so once is not enough.</summary>
    private static FileStream Open(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Sleep(Pause);
            }
        }
    }

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
