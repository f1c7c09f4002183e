namespace EventCluster.StreamStore.SqlServer;

/// <summary>Whether, and after what pause, a failed attempt is made again.</summary>
/// <param name="Limit">Time from the first attempt after which none begins.</param>
internal sealed record RetryRule(TimeSpan Limit)
{
    private const double Growth = 2;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    /// <summary>The pause before the next attempt; null when there is none.</summary>
    /// <param name="kind">How the last one failed.</param>
    /// <param name="attempts">How many were made, 1 or more.</param>
    /// <param name="elapsed">Time since the first began.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    public TimeSpan? PauseAfter(FaultKind kind, int attempts, TimeSpan elapsed, double jitter)
    {
        if (kind is not (FaultKind.Transient or FaultKind.Lost or FaultKind.Duplicate))
        {
            return null;
        }

        var full = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(Growth, Math.Min(attempts - 1, 30)));
        var pause = TimeSpan.FromMilliseconds(full * (0.5 + (jitter / 2)));
        return elapsed + pause < Limit ? pause : null;
    }
}
