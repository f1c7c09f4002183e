namespace EventCluster.NodeWorker.Agent;

/// <summary>Bounds how often something is tried: a burst at once, then a steady rate. Pure: time is an argument.</summary>
/// <param name="burst">How many may come at once.</param>
/// <param name="every">Time after which one more may come.</param>
public sealed class AttemptBudget(int burst, TimeSpan every)
{
    private TimeSpan _emptyAt = TimeSpan.MinValue;

    /// <summary>Takes one attempt. Returns how long to wait before it may be made; zero within the bounds.</summary>
    public TimeSpan Take(TimeSpan now)
    {
        // _emptyAt is when the debt of past attempts is paid off.
        var from = _emptyAt > now ? _emptyAt : now;
        _emptyAt = from + every;
        var wait = _emptyAt - now - every * burst;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
