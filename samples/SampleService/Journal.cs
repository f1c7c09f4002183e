using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EventCluster.SampleService;

/// <summary>What became of a line.</summary>
internal enum JournalOutcome
{
    /// <summary>It is in the journal.</summary>
    Written,

    /// <summary>Another process holds the journal, perhaps one that is paused; try again later.</summary>
    Busy,

    /// <summary>A later epoch has written, or the lease is over: this service must not act any more.</summary>
    Fenced,
}

/// <summary>
/// The shared resource of the sample: lines of JSON, in which no line of an epoch follows one of a later epoch. The epoch is the fencing token: the highest one that
/// has written is kept beside the journal, and compared and raised under the same lock under which the line is written. Wherever a process is paused,
/// it either holds the lock, and no later epoch has written yet, or it meets the higher epoch afterwards.
/// </summary>
/// <param name="path">The journal.</param>
/// <param name="node">Who writes.</param>
/// <param name="epoch">The fencing token.</param>
/// <param name="lease">Looked at before every line.</param>
internal sealed class Journal(string path, string node, long epoch, Lease lease)
{
    private const int Tries = 20;
    private const int PauseMilliseconds = 1;
    private readonly string _lockPath = path + ".lock";
    private readonly string _epochPath = path + ".epoch";

    /// <summary>Writes a line.</summary>
    internal JournalOutcome Write(string happening)
    {
        using var held = Lock();
        if (held is null)
        {
            return JournalOutcome.Busy;
        }

        var highest = File.Exists(_epochPath) ? long.Parse(File.ReadAllText(_epochPath), CultureInfo.InvariantCulture) : 0;
        if (highest > epoch || !lease.Holds())
        {
            return JournalOutcome.Fenced;
        }

        if (highest < epoch)
        {
            File.WriteAllText(_epochPath + ".new", epoch.ToString(CultureInfo.InvariantCulture));
            File.Move(_epochPath + ".new", _epochPath, overwrite: true);
        }

        var line = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"event":"{{happening}}","node":"{{JsonEncodedText.Encode(node)}}","epoch":{{epoch}},"pid":{{Environment.ProcessId}},"monotonicMs":{{BootClock.NowMilliseconds:0.0##}}}{{"\n"}}""");
        using var journal = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        journal.Write(Encoding.UTF8.GetBytes(line));
        return JournalOutcome.Written;
    }

    private FileStream? Lock()
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            try
            {
                return new(_lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(PauseMilliseconds);
            }
        }

        return null;
    }
}
