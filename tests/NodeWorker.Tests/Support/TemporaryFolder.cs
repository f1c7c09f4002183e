using System.Globalization;

namespace EventCluster.NodeWorker.Tests.Support;

/// <summary>A folder of the test's own.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("worker-tests-").FullName;

    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a script that can be run.</summary>
    internal string Script(string name, string body)
    {
        var path = this[name];
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>The number that a process has written, 0 while there is none.</summary>
    internal int Number(string name) => File.Exists(this[name]) && int.TryParse(File.ReadAllText(this[name]).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public void Dispose() => Eventually.Holds(TryDelete, $"the deletion of {Path}").GetAwaiter().GetResult();

    // A guard that has just been started may still make its lock file.
    private bool TryDelete()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
