using EventCluster.Hosting.Waiting;

namespace EventCluster.NodeWorker.Link;

/// <summary>Listens to signals while nothing more prompt serves. Whatever is missed here comes with the next heartbeat.</summary>
/// <param name="stream">Brings them.</param>
/// <param name="token">The node's token, null before it has joined.</param>
/// <param name="signalled">A signal came.</param>
/// <param name="needed">Open while it shall listen.</param>
/// <param name="clock">The boot clock.</param>
public sealed class SignalListener(ISignalStream stream, Func<string?> token, Action signalled, Gate needed, TimeProvider clock)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Listens until cancelled, reconnecting with growing pauses.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = ShortestPause;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await needed.WaitAsync(open: true, stop);
                if (token() is not { } bearer || await ListenAsync(bearer, stop))
                {
                    pause = ShortestPause;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // Heartbeats go on, and show what is wrong.
                pause = needed.IsOpen ? pause : ShortestPause;
            }

            await clock.PauseAsync(pause, stop);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<bool> ListenAsync(string bearer, CancellationToken stop)
    {
        using var unneeded = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var closing = CancelWhenClosedAsync(unneeded);
        try
        {
            return await stream.ListenAsync(bearer, signalled, unneeded.Token);
        }
        finally
        {
            unneeded.Cancel();
            await closing;
        }
    }

    private async Task CancelWhenClosedAsync(CancellationTokenSource unneeded)
    {
        try
        {
            await needed.WaitAsync(open: false, unneeded.Token);
            unneeded.Cancel();
        }
        catch (OperationCanceledException)
        {
            // The stream has ended before.
        }
    }
}
