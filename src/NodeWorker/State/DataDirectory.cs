using System.Text.Json;
using EventCluster.Hosting;
using EventCluster.NodeWorker.Runs;

namespace EventCluster.NodeWorker.State;

/// <summary>
/// The worker's own directory, locked for its life. The lock is what makes two processes of one home impossible, so it must be a local disk's.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    private readonly HomeLock _lock;

    private DataDirectory(string path, HomeLock held) => (Path, _lock) = (path, held);

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Identity of the running kernel and of the locked file.</summary>
    public string Home => _lock.Identity;

    /// <summary>Every guard of this directory holds it locked.</summary>
    public string GuardLockFile => Within("guard.lock");

    /// <summary>Tells the service its epoch and deadline.</summary>
    public string LeaseFile => Within("lease.json");

    /// <summary>What was followed of the cluster's history.</summary>
    public string FollowFile => Within("follow.json");

    /// <summary>What the service writes to its output.</summary>
    public string ServiceLog => Within("service.log");

    private string RunsFile => Within("runs.json");

    private string IdentityFile => Within("node.json");

    private string StateFile => Within("state.json");

    /// <summary>Makes and locks the directory.</summary>
    /// <exception cref="SettingException">It cannot be made, is not local, or another worker uses it.</exception>
    public static DataDirectory Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            if (new DriveInfo(path) is { DriveType: DriveType.Network } drive)
            {
                throw new SettingException("DataDirectory", $"is '{path}' on a network file system ({drive.DriveFormat}); choose a directory on a local disk.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException("DataDirectory", $"is '{path}', which cannot be used: {e.Message} Choose a directory that this user may write to.");
        }

        return new(path, HomeLock.Take(System.IO.Path.Combine(path, "worker.lock")));
    }

    /// <summary>Reads who this installation is, or makes it up once.</summary>
    /// <exception cref="SettingException"><c>node.json</c> is damaged.</exception>
    public NodeIdentity LoadIdentity(Func<Guid> newId)
    {
        if (Load(IdentityFile, bytes => JsonSerializer.Deserialize(bytes, StateJson.Default.NodeIdentity)) is { } known)
        {
            return known;
        }

        var made = new NodeIdentity(newId(), null);
        Save(made);
        return made;
    }

    /// <summary>Keeps it.</summary>
    public void Save(NodeIdentity identity) =>
        AtomicFile.Replace(IdentityFile, JsonSerializer.SerializeToUtf8Bytes(identity, StateJson.Default.NodeIdentity), secret: true);

    /// <summary>Reads what was last known.</summary>
    /// <exception cref="SettingException"><c>state.json</c> is damaged.</exception>
    public WorkerState LoadState() =>
        Load(StateFile, bytes => JsonSerializer.Deserialize(bytes, StateJson.Default.WorkerState)) ?? WorkerState.Nothing;

    /// <summary>Keeps it.</summary>
    public void Save(WorkerState state) => AtomicFile.Replace(StateFile, JsonSerializer.SerializeToUtf8Bytes(state, StateJson.Default.WorkerState));

    /// <summary>Reads which runs were begun.</summary>
    /// <exception cref="SettingException"><c>runs.json</c> is damaged.</exception>
    public RunMemory LoadRuns() => Load(RunsFile, bytes => JsonSerializer.Deserialize(bytes, StateJson.Default.RunMemory)) ?? RunMemory.Nothing;

    /// <summary>Keeps it.</summary>
    public void Save(RunMemory runs) => AtomicFile.Replace(RunsFile, JsonSerializer.SerializeToUtf8Bytes(runs, StateJson.Default.RunMemory));

    /// <summary>True when no guard of an earlier process lives.</summary>
    public bool HasNoGuard()
    {
        try
        {
            new FileStream(GuardLockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static T? Load<T>(string path, Func<byte[], T?> read)
        where T : class
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return read(File.ReadAllBytes(path));
        }
        catch (JsonException)
        {
            throw new SettingException("DataDirectory", $"holds a damaged '{path}'. Make sure that no service of this node runs, then delete that file.");
        }
    }

    private string Within(string name) => System.IO.Path.Combine(Path, name);
}
