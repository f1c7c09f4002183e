using System.Threading.Channels;
using EventCluster.Hosting.Waiting;

namespace EventCluster.ControlPlane.Liveness;

/// <summary>Wakes the judge before its next round when something was heard on which it may act.</summary>
/// <param name="clock">Measures waiting.</param>
public sealed class JudgeBell(TimeProvider clock)
{
    private readonly Channel<byte> _rings = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Rings; a bell that rings already goes on ringing.</summary>
    public void Ring() => _rings.Writer.TryWrite(0);

    /// <summary>Waits for the bell, at most for a time.</summary>
    internal async Task WaitAsync(TimeSpan longest, CancellationToken cancellation)
    {
        using TimeLimit limit = new(longest, clock, cancellation);
        try
        {
            await _rings.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The round is due without a ring.
        }
    }
}
