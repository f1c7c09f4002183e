namespace EventCluster.Hosting.Waiting;

/// <summary>A token that is cancelled when a caller's is, or when a time has passed on a clock. Dispose it when the work is over.</summary>
public sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _passed;
    private readonly CancellationTokenRegistration _caller;

    /// <summary>A limit that begins now; one of no time, or less, has passed already.</summary>
    public TimeLimit(TimeSpan limit, TimeProvider clock, CancellationToken cancellation)
    {
        _passed = new(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, clock);
        _caller = cancellation.UnsafeRegister(static passed => ((CancellationTokenSource)passed!).Cancel(), _passed);
    }

    /// <summary>The token.</summary>
    public CancellationToken Token => _passed.Token;

    /// <summary>Begins anew: the limit is now so far away.</summary>
    public void Renew(TimeSpan limit) => _passed.CancelAfter(limit);

    /// <inheritdoc/>
    public void Dispose()
    {
        _caller.Dispose();
        _passed.Dispose();
    }
}
