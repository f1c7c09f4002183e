using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;
using EventCluster.NodeWorker.Agent;

namespace EventCluster.NodeWorker.Link;

/// <summary>
/// Joins and sends heartbeats, in a worker on a thread of its own: every interval, and at once when the agent or a signal asks. An instance that fails is followed by the
/// next one at once; when all have failed the interval is kept. Attempts are bounded in any case.
/// </summary>
/// <param name="link">The way to the control plane.</param>
/// <param name="host">The agent.</param>
/// <param name="join">What this process says of itself.</param>
/// <param name="admitted">Keeps the node's token.</param>
/// <param name="clock">The boot clock.</param>
/// <param name="log">Shows what happens.</param>
public sealed partial class HeartbeatLoop(
    IControlPlaneLink link, AgentHost host, JoinRequest join, Action<JoinReply> admitted, TimeProvider clock, ILogger<HeartbeatLoop> log)
{
    private const int Burst = 20;
    private static readonly TimeSpan AttemptEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan JoinEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan JoinLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RejectedEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MisconfiguredEvery = TimeSpan.FromSeconds(30);
    private readonly AttemptBudget _budget = new(Burst, AttemptEvery);
    private readonly TaskCompletionSource<LinkOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LinkStatus _status = new(false, null, link.Current, link.Channel, null, null);
    private volatile string? _token;
    private volatile bool _stopped;
    private int _failures;

    /// <summary>How it stands.</summary>
    public LinkStatus Status => _status;

    /// <summary>The node's token; null before it has joined.</summary>
    public string? Token => _token;

    /// <summary>
    /// Completed when no more heartbeats are sent: <see cref="LinkOutcome.Answered"/> after the last one of a graceful stop,
    /// <see cref="LinkOutcome.Superseded"/> or <see cref="LinkOutcome.Removed"/>.
    /// </summary>
    public Task<LinkOutcome> Ended => _ended.Task;

    /// <summary>Lets it end after the call that goes on.</summary>
    public void Stop()
    {
        _stopped = true;
        host.HeartbeatWanted.Set();
    }

    /// <summary>Goes on until it is stopped, or <see cref="Ended"/>.</summary>
    public async Task RunAsync()
    {
        var pause = TimeSpan.Zero;
        while (!_ended.Task.IsCompleted && !await PauseAsync(pause))
        {
            pause = _token is { } token ? await BeatAsync(token) : await JoinAsync();
        }
    }

    private async ValueTask<TimeSpan> JoinAsync()
    {
        var answer = await link.JoinAsync(join, JoinLimit);
        if (answer.Reply is { } reply)
        {
            _token = reply.Token;
            admitted(reply);
            host.Joined(reply);
            LogJoined(reply.Cluster, reply.Node);
            Heard();
            return TimeSpan.Zero;
        }

        Failed(answer.Outcome, answer.Detail);
        return answer.Outcome switch
        {
            LinkOutcome.Unavailable => AfterFailure(JoinEvery),
            LinkOutcome.KeyMismatch or LinkOutcome.Refused => MisconfiguredEvery,
            _ => RejectedEvery,
        };
    }

    private async ValueTask<TimeSpan> BeatAsync(string token)
    {
        var (request, sentAt) = host.NextHeartbeat();
        var desired = host.Desired!;
        var answer = await link.BeatAsync(request, token, BeatLimits.For(desired, host.Agent.Lease, sentAt));
        if (answer.Reply is { } reply)
        {
            Heard();
            host.Answered(reply, sentAt);
            if (request.Leaving)
            {
                _ended.TrySetResult(LinkOutcome.Answered);
            }

            var rest = reply.Desired.HeartbeatInterval - (clock.Now() - sentAt);
            return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
        }

        Failed(answer.Outcome, answer.Detail);
        switch (answer.Outcome)
        {
            case LinkOutcome.Superseded or LinkOutcome.Removed:
                _token = null;
                _status = _status with { IsJoined = false, Barred = answer.Detail };
                host.Retire(answer.Detail);
                _ended.TrySetResult(answer.Outcome);
                return TimeSpan.Zero;
            case LinkOutcome.Unauthorized or LinkOutcome.Unknown:
                _token = null;
                _status = _status with { IsJoined = false };
                return JoinEvery;
            case LinkOutcome.KeyMismatch:
                return MisconfiguredEvery;
            case LinkOutcome.Refused:
                return desired.HeartbeatInterval;
            default:
                return AfterFailure(desired.HeartbeatInterval);
        }
    }

    private void Heard()
    {
        _failures = 0;
        _status = _status with { IsJoined = true, HeardAt = clock.Now(), ControlPlane = link.Current, Channel = link.Channel, LastError = null };
    }

    private void Failed(LinkOutcome outcome, string detail)
    {
        if (_status.LastError != detail)
        {
            LogFailed(outcome, detail);
        }

        _status = _status with { ControlPlane = link.Current, LastError = detail };
    }

    /// <summary>The other instances are tried at once, then the interval is kept.</summary>
    private TimeSpan AfterFailure(TimeSpan interval)
    {
        _failures++;
        return _failures % link.Alternatives == 0 ? interval : TimeSpan.Zero;
    }

    /// <summary>Waits until the next call is due; true when none shall be made any more.</summary>
    private async ValueTask<bool> PauseAsync(TimeSpan pause)
    {
        // Before the join there is nothing that could be told at once.
        if (_token is null)
        {
            await RestAsync(pause);
        }
        else
        {
            await host.HeartbeatWanted.WaitAsync(pause);
        }

        if (!_stopped)
        {
            await RestAsync(_budget.Take(clock.Now()));
        }

        return _stopped;
    }

    /// <summary>Waits for the whole time, whoever wants a heartbeat meanwhile: the next one comes right after it.</summary>
    private async ValueTask RestAsync(TimeSpan time)
    {
        var until = clock.Now() + time;
        while (!_stopped && until - clock.Now() is var left && left > TimeSpan.Zero)
        {
            await host.HeartbeatWanted.WaitAsync(left);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Joined the cluster {Cluster} as {Node}")]
    private partial void LogJoined(string cluster, string node);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Control plane {Outcome}: {Detail}")]
    private partial void LogFailed(LinkOutcome outcome, string detail);
}
