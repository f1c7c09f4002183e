using System.Text;
using System.Text.Json;
using EventCluster.ControlPlane.Settings;

namespace EventCluster.ControlPlane.Audit;

/// <summary>
/// Files with checkpoints under <c>&lt;data&gt;/checkpoints</c>: each instance appends to its own, and reads those of all that are there. A line is small and
/// never changed. Whoever can alter the store can not make a line, unless he has the key.
/// </summary>
internal sealed class Checkpoints(ControlPlaneSettings settings, TimeProvider clock)
{
    private const int MostLines = 100_000;
    private readonly Lock _gate = new();
    private readonly string _folder = Path.Combine(settings.DataDirectory, "checkpoints");
    private int? _written;

    /// <summary>Where they are.</summary>
    internal string Folder => _folder;

    /// <summary>The newest version that a line with a good signature tells of; null without one.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be read.</exception>
    internal int? Newest => Read().Good is { Count: > 0 } good ? good.Max(c => c.Version) : null;

    /// <summary>Writes down how far the history goes, unless this instance has written that or more already.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal void Keep(int version, string hash)
    {
        lock (_gate)
        {
            if (version <= (_written ??= OwnNewest()))
            {
                return;
            }

            Directory.CreateDirectory(_folder);
            var key = CheckpointKey.Open(settings, _folder);
            Checkpoint line = new(settings.ClusterName, version, hash, clock.GetUtcNow().UtcDateTime, settings.Instance, key.Id, "");
            Append(line with { Mac = key.Sign(line) });
            _written = version;
        }
    }

    /// <summary>What the files say.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be read.</exception>
    internal CheckpointReading Read()
    {
        if (!Directory.Exists(_folder))
        {
            return new([], [], 0);
        }

        var key = CheckpointKey.Open(settings, _folder);
        List<Checkpoint> good = [];
        List<Checkpoint> forged = [];
        var unverifiable = 0;
        foreach (var line in Directory.EnumerateFiles(_folder, "*.jsonl").Order(StringComparer.Ordinal).SelectMany(path => File.ReadLines(path).TakeLast(MostLines)))
        {
            if (Parse(line) is not { } checkpoint || checkpoint.Key != key.Id || checkpoint.Cluster != settings.ClusterName)
            {
                unverifiable++;
            }
            else
            {
                (key.Signed(checkpoint) ? good : forged).Add(checkpoint);
            }
        }

        return new(good, forged, unverifiable);
    }

    private string OwnPath => Path.Combine(_folder, settings.Instance + ".jsonl");

    private int OwnNewest() => File.Exists(OwnPath) ? File.ReadLines(OwnPath).Select(Parse).Max(c => c?.Version) ?? -1 : -1;

    private void Append(Checkpoint line)
    {
        FileStreamOptions options = new() { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(OwnPath, options);
        file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, CheckpointJson.Default.Checkpoint) + "\n"));
        file.Flush(flushToDisk: true);
    }

    private static Checkpoint? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, CheckpointJson.Default.Checkpoint);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What the files of checkpoints say.</summary>
/// <param name="Good">Lines with a good signature.</param>
/// <param name="Forged">Lines of the same key with another signature than theirs.</param>
/// <param name="Unverifiable">Lines that cannot be read, or are signed with another key.</param>
internal sealed record CheckpointReading(IReadOnlyList<Checkpoint> Good, IReadOnlyList<Checkpoint> Forged, int Unverifiable);
