using EventCluster.NodeWorker.Guard;

namespace EventCluster.NodeWorker.Service;

/// <summary>Keeps one guard warm, so that an activation does not wait for a process to start.</summary>
/// <param name="program">How to start a guard.</param>
/// <param name="clock">Bounds how often a guard that does not live is replaced.</param>
/// <param name="output">Takes what is written under a guard.</param>
/// <param name="report">Takes what guards say.</param>
/// <param name="gone">A guard that was handed out is gone.</param>
/// <param name="failed">A guard could not be started.</param>
public sealed class GuardPool(
    GuardProgram program, TimeProvider clock, Action<GuardProcess, ReadOnlySpan<byte>> output, Action<GuardProcess, GuardFrame> report, Action<GuardProcess> gone,
    Action<string> failed)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private GuardProcess? _spare;
    private long _launchedAt;
    private bool _closed;

    /// <summary>Makes sure that one is warm, or becomes so.</summary>
    public void Replenish()
    {
        lock (_gate)
        {
            var tooSoon = _launchedAt != 0 && _spare is null && clock.GetElapsedTime(_launchedAt) < ShortestPause;
            if (_spare is null && !_closed && !tooSoon)
            {
                _spare = Launch();
            }
        }
    }

    /// <summary>Hands one out, warm if there is one; null when none can be started.</summary>
    public GuardProcess? Take()
    {
        lock (_gate)
        {
            var taken = _spare ?? Launch();
            _spare = null;
            _launchedAt = 0;
            return taken;
        }
    }

    /// <summary>Lets the spare one end; no other is started.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _spare?.Dismiss();
            _spare = null;
        }
    }

    private GuardProcess? Launch()
    {
        try
        {
            _launchedAt = clock.GetTimestamp();
            GuardProcess guard = null!;
            guard = new(program, bytes => output(guard, bytes), report, Gone);
            guard.Launch();
            return guard;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            failed($"a guard cannot be started: {e.Message}");
            return null;
        }
    }

    private void Gone(GuardProcess guard)
    {
        lock (_gate)
        {
            if (guard == _spare)
            {
                _spare = null;
                return;
            }
        }

        gone(guard);
    }
}
