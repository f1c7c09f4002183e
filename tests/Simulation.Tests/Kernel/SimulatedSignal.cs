using EventCluster.Hosting.Waiting;

namespace EventCluster.Simulation.Tests.Kernel;

/// <summary>A signal on which nobody's thread waits.</summary>
internal sealed class SimulatedSignal(TimeProvider clock) : ISignal
{
    private TaskCompletionSource? _waiter;
    private bool _set;

    /// <inheritdoc/>
    public void Set()
    {
        if (_waiter is { } waiter)
        {
            _waiter = null;
            waiter.TrySetResult();
        }
        else
        {
            _set = true;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WaitAsync(TimeSpan limit)
    {
        if (_set)
        {
            _set = false;
            return true;
        }

        if (limit <= TimeSpan.Zero)
        {
            return false;
        }

        TaskCompletionSource waiter = new();
        _waiter = waiter;
        try
        {
            await waiter.Task.WaitAsync(TimerGrain.RoundUp(limit), clock);
            return true;
        }
        catch (TimeoutException)
        {
            _waiter = _waiter == waiter ? null : _waiter;
            return false;
        }
    }
}
