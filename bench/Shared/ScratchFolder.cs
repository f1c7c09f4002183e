namespace EventCluster.Shared;

/// <summary>A folder that is gone at the end.</summary>
internal sealed class ScratchFolder(string parent, string name) : IDisposable
{
    private readonly string _path = Directory.CreateDirectory(Path.Combine(parent, $"{name}-{Environment.ProcessId}")).FullName;

    public string New(string name) => Directory.CreateDirectory(Path.Combine(_path, name)).FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
