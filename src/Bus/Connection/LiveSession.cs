using EventCluster.Hosting;

namespace EventCluster.Bus.Connection;

/// <summary>A session in use, and whether the broker still confirms what it is given: a connection may look alive long after the other side is gone.</summary>
/// <param name="session">The session.</param>
/// <param name="clock">The boot clock.</param>
internal sealed class LiveSession(IBrokerSession session, TimeProvider clock)
{
    private const int MostMissing = 3;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

    // Never disposed: publishes that are under way still look at it, and it holds nothing.
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource<string> _unconfirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastConfirmed = clock.Now().Ticks;
    private int _missing;

    internal IBrokerSession Session { get; } = session;

    /// <summary>Cancelled when the session is over.</summary>
    internal CancellationToken Over => _over.Token;

    /// <summary>Completes with the reason when confirmations no longer come.</summary>
    internal Task<string> Unconfirmed => _unconfirmed.Task;

    internal void End() => _over.Cancel();

    internal void Confirmed()
    {
        Volatile.Write(ref _lastConfirmed, clock.Now().Ticks);
        Volatile.Write(ref _missing, 0);
    }

    /// <summary>A publish was not confirmed within its limit. A few are no proof, nor is a moment's silence: limits may be very short.</summary>
    internal void Missed()
    {
        if (Interlocked.Increment(ref _missing) >= MostMissing && clock.Now().Ticks - Volatile.Read(ref _lastConfirmed) > LongestSilence.Ticks)
        {
            _unconfirmed.TrySetResult($"has confirmed no message for {LongestSilence.TotalSeconds:0} s although the connection is open.");
        }
    }
}
