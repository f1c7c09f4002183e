using System.Collections.Concurrent;
using System.Text;
using EventCluster.NodeWorker.Guard;
using EventCluster.NodeWorker.Tests.Support;

namespace EventCluster.NodeWorker.Tests.Guard;

/// <summary>A real guard process with this test in the worker's place.</summary>
internal sealed class GuardFixture : IDisposable
{
    private readonly ConcurrentQueue<GuardFrame> _frames = [];
    private readonly StringBuilder _output = new();
    private volatile bool _isGone;

    internal GuardFixture()
    {
        Guard = new(new(Machine.SetPriv, Folder["guard.lock"]), Append, (_, frame) => _frames.Enqueue(frame), _ => _isGone = true);
        Guard.Launch();
    }

    internal TemporaryFolder Folder { get; } = new();

    internal GuardProcess Guard { get; }

    internal string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    internal Task Gone() => Eventually.Holds(() => _isGone, "the guard's end");

    /// <summary>The deadline of the start.</summary>
    internal long Deadline { get; private set; } = GuardClock.Never;

    /// <summary>Starts a command without an end, unless a deadline is given in seconds from the start, and waits until it runs.</summary>
    internal async Task<int> Start(IReadOnlyList<string> command, double? seconds = null)
    {
        await Frame(FrameKind.Ready);
        Deadline = seconds is { } some ? In(some) : GuardClock.Never;
        Guard.Start(new(Deadline, 0, command, [], Environment));
        return (int)(await Frame(FrameKind.Started)).Number;
    }

    /// <summary>Starts the hooks.</summary>
    internal async Task StartHooks(string activate, string deactivate, TimeSpan limit, double? seconds = null)
    {
        await Frame(FrameKind.Ready);
        Guard.Start(new(seconds is { } some ? In(some) : GuardClock.Never, GuardClock.From(limit), [activate], [deactivate], Environment));
    }

    internal static string[] Environment => [$"PATH={System.Environment.GetEnvironmentVariable("PATH")}", "GREETING=hello"];

    internal bool Has(FrameKind kind) => _frames.Any(frame => frame.Kind == kind);

    /// <summary>Waits for a message and takes it.</summary>
    internal async Task<GuardFrame> Frame(FrameKind kind)
    {
        await Eventually.Holds(() => Has(kind) || _isGone, $"{kind} from the guard");
        Has(kind).ShouldBeTrue($"the guard ended without {kind}: {Output}");
        return _frames.Last(frame => frame.Kind == kind);
    }

    internal static long In(double seconds) => GuardClock.Now + (long)(seconds * 1e9);

    public void Dispose()
    {
        if (!_isGone)
        {
            Machine.Resume(Guard.Pid);
        }

        Guard.Dismiss();
        Eventually.Holds(() => _isGone, "the guard's end").GetAwaiter().GetResult();
        Folder.Dispose();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_output)
        {
            _output.Append(Encoding.UTF8.GetString(bytes));
        }
    }
}
