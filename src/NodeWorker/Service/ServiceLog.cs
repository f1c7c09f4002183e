namespace EventCluster.NodeWorker.Service;

/// <summary>What the service writes to its output: one file that is turned over at a bound, with one older one.</summary>
/// <param name="path">The file.</param>
/// <param name="bound">Bytes at which it is turned over.</param>
public sealed class ServiceLog(string path, long bound = ServiceLog.StandardBound) : IDisposable
{
    /// <summary>10 MiB.</summary>
    public const long StandardBound = 10 * 1024 * 1024;

    private readonly Lock _writing = new();
    private FileStream? _file;

    /// <summary>Appends. When the disk refuses, the output is lost: the service must not wait for its log.</summary>
    public void Append(ReadOnlySpan<byte> output)
    {
        lock (_writing)
        {
            try
            {
                _file ??= Open();
                if (_file.Length > 0 && _file.Length + output.Length > bound)
                {
                    _file.Dispose();
                    File.Move(path, path + ".1", overwrite: true);
                    _file = Open();
                }

                _file.Write(output);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _file?.Dispose();
                _file = null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_writing)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private FileStream Open() => new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
}
