using EventCluster.Hosting;

namespace EventCluster.NodeWorker.Agent;

/// <summary>Judges the agent's deadlines when they come. A worker runs it on a thread of its own: it must not wait for a call to the control plane, nor for the thread pool.</summary>
/// <param name="host">The agent.</param>
/// <param name="clock">The boot clock.</param>
public sealed class DeadlineLoop(AgentHost host, TimeProvider clock)
{
    // Waiting is measured by a clock that stands still while the machine sleeps, so it is never long.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestIdleWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private volatile bool _stopped;

    /// <summary>Lets it end.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Goes on until it is stopped.</summary>
    public async Task RunAsync()
    {
        while (!_stopped)
        {
            var now = clock.Now();
            if (host.Agent.NextTick <= now)
            {
                host.Tick();
            }

            host.Watch();
            var longest = host.IsIdle ? LongestIdleWait : LongestWait;
            var wait = host.Agent.NextTick is { } next && next - now < longest ? next - now : longest;
            await host.DeadlineMoved.WaitAsync(wait > ShortestWait ? wait : ShortestWait);
        }
    }
}
