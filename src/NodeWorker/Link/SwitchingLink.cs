using EventCluster.Bus;
using EventCluster.Contracts.Nodes;
using EventCluster.Hosting;

namespace EventCluster.NodeWorker.Link;

/// <summary>
/// Both ways. Joins go over HTTP; a heartbeat goes over the bus while somebody answers there, and otherwise, the same heartbeat, over HTTP at once.
/// </summary>
public sealed partial class SwitchingLink : IControlPlaneLink
{
    /// <summary>Name of the way over the bus.</summary>
    public const string Bus = "bus";

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    private readonly IControlPlaneLink _http;
    private readonly WorkerBus _bus;
    private readonly BusLink _prompt;
    private readonly TimeProvider _clock;
    private readonly ILogger<SwitchingLink> _log;
    private readonly BusTrial _trial = new();
    private volatile bool _overBus;
    private volatile string? _problem;
    private int _failures;
    private long _switches;

    /// <summary>A link over both.</summary>
    /// <param name="http">The way that is always there.</param>
    /// <param name="bus">The worker's bus.</param>
    /// <param name="prompt">The way over it.</param>
    /// <param name="clock">The boot clock.</param>
    /// <param name="log">Shows each change of the way.</param>
    public SwitchingLink(IControlPlaneLink http, WorkerBus bus, BusLink prompt, TimeProvider clock, ILogger<SwitchingLink> log)
    {
        (_http, _bus, _prompt, _clock, _log) = (http, bus, prompt, clock, log);
        WithoutBus = new(open: true, clock);
        bus.Changed += WhenAway;
    }

    /// <summary>Open while news come promptly only over HTTP.</summary>
    public Gate WithoutBus { get; }

    /// <summary>Why the last heartbeat that tried the bus was not answered there; null when it was, or none tried it.</summary>
    public string? Problem => _problem;

    /// <summary>How often the way has changed.</summary>
    public long Switches => Volatile.Read(ref _switches);

    /// <inheritdoc/>
    public string Channel => _overBus ? Bus : _http.Channel;

    /// <inheritdoc/>
    public string Current => _overBus ? _prompt.Instance : _http.Current;

    /// <inheritdoc/>
    public int Alternatives => _http.Alternatives;

    /// <inheritdoc/>
    public ValueTask<LinkAnswer<JoinReply>> JoinAsync(JoinRequest request, TimeSpan limit) => _http.JoinAsync(request, limit);

    /// <inheritdoc/>
    public async ValueTask<LinkAnswer<HeartbeatReply>> BeatAsync(HeartbeatRequest request, string token, BeatLimits limits)
    {
        var begun = _clock.Now();
        var isDue = _trial.IsDue(_prompt.ConnectedSince, begun);
        var detail = isDue ? "too little of the lease is left to wait for the bus" : _bus.Status is { } status ? $"the bus {status.Broker} {status.Problem}" : "the bus is not known yet";
        if (isDue && limits.Prompt >= ShortestWait)
        {
            var prompt = await _prompt.BeatAsync(request, limits);
            if (prompt.Outcome == LinkOutcome.Answered)
            {
                _trial.Answered();
                _problem = null;
                WithoutBus.Set(false);
                Turn(overBus: true, "");
                return prompt;
            }

            _trial.Failed(_clock.Now());
            _problem = detail = prompt.Detail;
        }

        WithoutBus.Set(!_trial.Serves);
        var answer = await _http.BeatAsync(request, token, limits.After(_clock.Now() - begun));
        if (answer.Outcome == LinkOutcome.Answered)
        {
            Turn(overBus: false, detail);
        }
        else if (answer.Outcome == LinkOutcome.Unavailable && ++_failures % _http.Alternatives == 0)
        {
            _trial.Hope();
        }

        return answer;
    }

    /// <inheritdoc/>
    public void Dispose() => _bus.Changed -= WhenAway;

    private void WhenAway(BusStatus status)
    {
        if (!status.IsConnected)
        {
            WithoutBus.Set(true);
        }
    }

    private void Turn(bool overBus, string why)
    {
        if (_overBus == overBus)
        {
            return;
        }

        _overBus = overBus;
        Interlocked.Increment(ref _switches);
        if (overBus)
        {
            LogBus(_prompt.Instance);
        }
        else
        {
            LogHttp(_http.Current, why);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Heartbeats go over the bus; {Instance} answers")]
    private partial void LogBus(string instance);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Heartbeats go over HTTP to {Address}: {Why}")]
    private partial void LogHttp(string address, string why);
}
